import type { ComponentProps, MouseEvent } from 'react';
import { useRouter } from '../contexts.ts';
import { pathOf, type Route } from '../router.ts';

interface LinkProps extends Omit<ComponentProps<'a'>, 'href' | 'onClick'> {
  readonly to: Route;
  /** It leads to where the person is. */
  readonly current?: boolean;
  readonly 'data-row'?: boolean;
}

/** A real link: it can be copied, opened in a tab and read aloud; a plain click stays in the page. */
export const Link = ({ to, current = false, children, ...rest }: LinkProps) => {
  const router = useRouter();
  const follow = (event: MouseEvent): void => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    // From one conversation to the next the way back is to the list; a message is worth a step of its own.
    const isNext = to.name === 'conversation' && to.message === undefined;
    router.navigate(to, isNext && router.route.get().name === 'conversation' ? 'replace' : 'push');
  };
  return (
    <a href={pathOf(to)} onClick={follow} aria-current={current ? 'page' : undefined} {...rest}>
      {children}
    </a>
  );
};

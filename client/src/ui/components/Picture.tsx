import { Users } from 'lucide-react';
import { createContext, type CSSProperties, memo, use } from 'react';
import { initials, type Weave, weaveOf } from './weave.ts';
import styles from './Picture.module.css';

const woven = new Map<string, Weave>();

const remembered = (id: string): Weave => {
  let weave = woven.get(id);
  if (!weave) {
    weave = weaveOf(id);
    woven.set(id, weave);
  }
  return weave;
};

const HuesContext = createContext<ReadonlyMap<string, number>>(new Map());
/** Hues of people who are seen together here, instead of their own. */
export const HuesProvider = HuesContext.Provider;

/** What a person's colour hangs on; give it to the element that uses `--person`. */
export const useHue = (id: string): { readonly 'data-hue': number; readonly style: CSSProperties } => {
  const hue = use(HuesContext).get(id) ?? remembered(id).hue;
  return { 'data-hue': hue, style: { '--hue': hue } as CSSProperties };
};

interface PictureProps {
  readonly id: string;
  readonly name: string;
  readonly kind?: 'person' | 'group';
  readonly size?: 20 | 28 | 36 | 40 | 72;
  /** A dot at the corner: is connected right now. */
  readonly present?: boolean;
}

/** Always beside the name in text, so it is silent. */
export const Picture = memo(({ id, name, kind = 'person', size = 40, present = false }: PictureProps) => {
  const { path } = remembered(id);
  const { style, ...hue } = useHue(id);
  return (
    <span
      aria-hidden
      className={styles['picture']}
      data-size={size}
      data-kind={kind}
      data-present={present || undefined}
      {...hue}
      style={style}
    >
      <svg viewBox="0 0 20 20" className={styles['weave']}>
        <path d="M0 0h20v20h-20z" className={styles['ground']} />
        <path d={path} className={styles['thread']} />
        <path d="M4 0v20M8 0v20M12 0v20M16 0v20M0 4h20M0 8h20M0 12h20M0 16h20" className={styles['gap']} />
      </svg>
      {/* Letters of a picture are no text: what reads aloud, copies or searches has the name beside it. */}
      {size >= 28 && kind === 'person' && (
        <span className={styles['initials']} data-initials={initials(name)} />
      )}
      {size >= 28 && kind === 'group' && <Users className={styles['group']} />}
    </span>
  );
});

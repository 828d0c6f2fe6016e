import { Download } from 'lucide-react';
import { Button } from '../components/Button.tsx';
import { useApp, useMe } from '../contexts.ts';
import { useLive } from '../useLive.ts';
import buttonStyles from '../components/Button.module.css';

interface DownloadLinkProps {
  readonly look: 'primary' | 'plain';
}

/** The browser itself fetches the file: it may be larger than what a page can hold. */
export const DownloadLink = ({ look }: DownloadLinkProps) => {
  const me = useMe();
  const { phase } = useLive(useApp().connection);
  // A download that fails leaves nothing but the browser's own words.
  if (phase !== 'connected')
    return (
      <Button look={look} disabled focusableWhenDisabled>
        <Download aria-hidden />
        Download when online
      </Button>
    );
  return (
    <a className={buttonStyles['button']} data-look={look} href={me.exportUrl()} download>
      <Download aria-hidden />
      Download
    </a>
  );
};

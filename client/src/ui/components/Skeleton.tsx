import { useDelayed } from '../useDelayed.ts';
import styles from './Skeleton.module.css';

/** Nothing is shown for what takes less than this. */
const PATIENCE_MS = 400;

interface SkeletonProps {
  readonly label: string;
  /** One grey shape a row, in the geometry of what will stand there. */
  readonly rows: number;
  readonly look: 'list' | 'messages';
}

const WIDTHS = [62, 38, 74, 48, 56, 30, 68, 44];

export const Skeleton = ({ label, rows, look }: SkeletonProps) => {
  const shown = useDelayed(true, PATIENCE_MS);
  return (
    <div role="status" className={styles['skeleton']} data-look={look} data-shown={shown || undefined}>
      <span className="spoken">{label}</span>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} aria-hidden className={styles['row']} data-side={row % 3 === 2 ? 'end' : 'start'}>
          {look === 'list' && <span className={styles['picture']} />}
          <span className={styles['lines']} style={{ width: `${WIDTHS[row % WIDTHS.length] ?? 50}%` }}>
            <span />
            {look === 'list' && <span />}
          </span>
        </div>
      ))}
    </div>
  );
};

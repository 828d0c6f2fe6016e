import styles from './NameMark.module.css';

const TOP = 'M24.5 9.7C24.5 1.6 7.5 1.6 7.5 9.7';
const OVER = 'M7.5 9.7C7.5 15.6 24.5 16.4 24.5 22.3';
/** The same, reaching into the loops, so that no seam shows where they meet. */
const OVER_LONG = 'M7.5 9V9.7C7.5 15.6 24.5 16.4 24.5 22.3V23';
const BOTTOM = 'M24.5 22.3C24.5 30.4 7.5 30.4 7.5 22.3';
const UNDER = 'M7.5 22.3C7.5 16.4 24.5 15.6 24.5 9.7';

/** Yarn wound into an eight, as skeins are twisted so that they never tangle: three strands, one way over the other. */
export const MarkSymbol = ({ size = 28 }: { readonly size?: number }) => (
  <svg
    viewBox="0 0 32 32"
    width={size}
    height={size}
    aria-hidden
    className={styles['symbol']}
    data-small={size <= 30 || undefined}
  >
    {[
      { edge: '', line: `${TOP}${UNDER}${BOTTOM}` },
      { edge: OVER, line: OVER_LONG },
    ].map(({ edge, line }) => (
      <g key={line}>
        <path d={edge} className={styles['casing']} />
        <path d={line} className={styles['yarn']} />
        <path d={line} className={styles['gap']} />
        {size > 30 && <path d={line} className={styles['strand']} />}
      </g>
    ))}
  </svg>
);

export const NameMark = ({ size = 28 }: { readonly size?: number }) => (
  <span className={styles['name']} data-large={size > 30 || undefined}>
    <MarkSymbol size={size} />
    Skein
  </span>
);

import { MarkSymbol } from '../components/NameMark.tsx';
import { useDelayed } from '../useDelayed.ts';
import styles from './Start.module.css';

const PATIENCE_MS = 400;

/** While the device looks up who is signed in: normally too short to be seen. */
export const Opening = () => {
  const slow = useDelayed(true, PATIENCE_MS);
  return (
    <main className={styles['opening']} data-shown={slow || undefined} aria-busy>
      <MarkSymbol size={48} />
      <p className="spoken" role="status">
        Opening Skein
      </p>
    </main>
  );
};

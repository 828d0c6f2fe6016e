import { MarkSymbol } from '../components/NameMark.tsx';
import { InviteLink } from '../components/InviteLink.tsx';
import { PeopleSearch } from '../components/PeopleSearch.tsx';
import { Failure } from '../components/Failure.tsx';
import { useStartDirect } from '../new/useStartDirect.ts';
import styles from './Alone.module.css';

/** The first screen of somebody who knows nobody here yet. */
export const Alone = () => {
  const direct = useStartDirect();
  return (
    <section className={styles['alone']} aria-label="First steps">
      <MarkSymbol size={48} />
      <h1 className={styles['title']}>Whom do you want to talk to?</h1>
      <p className={styles['text']}>
        Find somebody who is here already, or send a friend a link. Your conversations will stand here, with
        or without a network.
      </p>
      <div className={styles['step']}>
        <PeopleSearch
          onPick={(person) => void direct.start(person)}
          disabled={direct.running}
          noteOf={direct.noteOf}
        />
        {direct.failure !== undefined && <Failure>{direct.failure}</Failure>}
      </div>
      <div className={styles['step']}>
        <InviteLink />
      </div>
    </section>
  );
};

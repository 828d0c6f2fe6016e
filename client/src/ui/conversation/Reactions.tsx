import type { MessageView } from '../../app/conversationModel.ts';
import { Tip } from '../components/Tip.tsx';
import { nameList } from '../words/people.ts';
import { useTimelineActions } from './timelineActions.ts';
import styles from './Reactions.module.css';

export const Reactions = ({ message }: { readonly message: MessageView }) => {
  const { react } = useTimelineActions();
  return (
    <ul className={styles['reactions']} aria-label="Reactions">
      {message.reactions.map(({ emoji, own, people }) => {
        const names = nameList(people.map(({ name }) => name));
        return (
          <li key={emoji}>
            <Tip text={names}>
              <button
                type="button"
                className={styles['reaction']}
                aria-pressed={own}
                onClick={() => react(message.id, emoji)}
              >
                <span className={styles['emoji']}>{emoji}</span>
                {people.length > 1 && <span className={styles['count']}>{people.length}</span>}
                <span className="spoken">from {names}</span>
              </button>
            </Tip>
          </li>
        );
      })}
    </ul>
  );
};

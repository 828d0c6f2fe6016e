import { UserMinus } from 'lucide-react';
import type { MemberView } from '../../app/conversationModel.ts';
import { IconButton } from '../components/IconButton.tsx';
import { PersonLine } from '../components/PersonLine.tsx';
import styles from './Members.module.css';

interface MemberLineProps {
  readonly member: MemberView;
  /** Absent where this person may not. */
  readonly onRemove: (() => void) | undefined;
}

export const MemberLine = ({ member, onRemove }: MemberLineProps) => {
  const note = [member.me ? 'you' : '', member.role === 'owner' ? 'owner' : ''].filter(Boolean).join(', ');
  return (
    <li className={styles['member']}>
      <PersonLine person={member.person} present={member.present} {...(note === '' ? {} : { note })}>
        {onRemove && (
          <IconButton size="small" look="alarm" label={`Remove ${member.person.name}`} onClick={onRemove}>
            <UserMinus />
          </IconButton>
        )}
      </PersonLine>
    </li>
  );
};

import type { Person } from '@skein/shared/api/schemas';
import type { UserId } from '@skein/shared/ids';
import { latestById } from '@skein/shared/userDocument';
import { derived, type Live } from '../sync/live.ts';
import type { SignedInPerson } from '../sync/signedInPerson.ts';
import { share } from './share.ts';

export type KnownPerson = Person & { readonly id: UserId };
export type People = ReadonlyMap<UserId, KnownPerson>;

/** Everybody this person shares a conversation with, and the person. */
export const createPeople = (signedIn: SignedInPerson, me: KnownPerson): Live<People> =>
  derived<People>(
    (former) => {
      const entries = latestById(signedIn.userDocuments.current.get()?.people.toArray() ?? []);
      return share(former, new Map([[me.id, me], ...entries.map((entry) => [entry.id, entry] as const)]));
    },
    [signedIn.userDocuments],
  );

/** Whoever left every shared conversation is not in the list any more; what they wrote still is. */
export const personOf = (people: People, id: UserId): KnownPerson =>
  people.get(id) ?? { id, name: 'Somebody', username: '' };

import type { Person } from '@skein/shared/api/schemas';
import type { UserId } from '@skein/shared/ids';
import { PEOPLE_FOUND, PEOPLE_PER_PERSON } from '@skein/shared/limits';
import { RefusedError } from '@skein/shared/refusals';
import { type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import type { Database } from './database.ts';
import { listed } from './listed.ts';
import type { Schema } from './schema.ts';

export type KnownPerson = Person & { readonly id: UserId };

const SHOWN = ['user.id', 'user.name', 'user.username'] as const;

/** An account that was deleted has no username any more. */
export const shown = <Row extends { readonly username: string | null }>({ username, ...row }: Row) =>
  username === null ? { ...row, username: '', deleted: true as const } : { ...row, username };

const matches = (
  expression: ExpressionBuilder<Schema, 'user'>,
  column: 'user.name' | 'user.username',
  pattern: string,
) => sql<SqlBool>`${expression.ref(column)} like ${pattern} escape '\\'`;

/** Who there is, as others may see them: never an e-mail address. */
export class People {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** @throws RefusedError `person-unknown` */
  async person(user: UserId): Promise<KnownPerson> {
    const [person] = await this.named([user]);
    if (person === undefined || person.deleted) throw new RefusedError('person-unknown');
    return person;
  }

  /** Those of them that there are. */
  async named(users: readonly UserId[]): Promise<KnownPerson[]> {
    const rows = await this.#database
      .selectFrom('user')
      .select(SHOWN)
      .where('id', 'in', listed(users))
      .execute();
    return rows.map(shown);
  }

  /** What is known of somebody and shown to nobody else. */
  async profile(user: UserId): Promise<Person & { readonly email: string; readonly createdAt: string }> {
    const row = await this.#database
      .selectFrom('user')
      .select([...SHOWN, 'user.email', 'user.createdAt'])
      .where('id', '=', user)
      .executeTakeFirstOrThrow();
    return shown(row);
  }

  /** By a part of the name or the username, those whose username begins with it first. */
  async find(query: string, except: UserId): Promise<KnownPerson[]> {
    const part = query.replaceAll(/[\\%_]/g, '\\$&');
    const rows = await this.#database
      .selectFrom('user')
      .select(SHOWN)
      .where('id', '!=', except)
      .where('username', 'is not', null)
      .where((expression) =>
        expression.or([
          matches(expression, 'user.name', `%${part}%`),
          matches(expression, 'user.username', `%${part}%`),
        ]),
      )
      .orderBy((expression) => matches(expression, 'user.username', `${part}%`), 'desc')
      .orderBy('username')
      .limit(PEOPLE_FOUND)
      .execute();
    return rows.map(shown);
  }

  /** Whoever this person shares a conversation with, those who left it included: their messages are still there. */
  async around(user: UserId): Promise<KnownPerson[]> {
    const rows = await this.#database
      .selectFrom('members as own')
      .innerJoin('members as other', 'other.room', 'own.room')
      .innerJoin('user', 'user.id', 'other.user')
      .where('own.user', '=', user)
      .where('own.leftSeq', 'is', null)
      .where('other.user', '!=', user)
      .select(SHOWN)
      .groupBy('user.id')
      .orderBy(({ fn }) => fn.max('own.span'), 'desc')
      .limit(PEOPLE_PER_PERSON)
      .execute();
    return rows.map(shown);
  }

  async isAnybodyHere(): Promise<boolean> {
    const somebody = this.#database.selectFrom('user').select('id').where('username', 'is not', null);
    return (await somebody.limit(1).executeTakeFirst()) !== undefined;
  }

  async isTaken(column: 'email' | 'username', value: string): Promise<boolean> {
    const holder = this.#database.selectFrom('user').select('id').where(column, '=', value.toLowerCase());
    return (await holder.executeTakeFirst()) !== undefined;
  }
}

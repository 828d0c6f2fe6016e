import type { DatabaseSync } from 'node:sqlite';

/**
 * The layout of the directory, one step a version; a step is never changed once it was released. The first four
 * tables are what better-auth expects, a test compares.
 */
const MIGRATIONS: readonly string[] = [
  `
  create table "user" (
    "id" text not null primary key, "name" text not null, "email" text not null unique,
    "emailVerified" integer not null, "image" text, "createdAt" date not null, "updatedAt" date not null,
    "username" text unique, "displayUsername" text
  );
  create table "session" (
    "id" text not null primary key, "expiresAt" date not null, "token" text not null unique,
    "createdAt" date not null, "updatedAt" date not null, "ipAddress" text, "userAgent" text,
    "userId" text not null references "user" ("id") on delete cascade
  );
  create table "account" (
    "id" text not null primary key, "accountId" text not null, "providerId" text not null,
    "userId" text not null references "user" ("id") on delete cascade, "accessToken" text, "refreshToken" text,
    "idToken" text, "accessTokenExpiresAt" date, "refreshTokenExpiresAt" date, "scope" text, "password" text,
    "createdAt" date not null, "updatedAt" date not null
  );
  create table "verification" (
    "id" text not null primary key, "identifier" text not null, "value" text not null,
    "expiresAt" date not null, "createdAt" date not null, "updatedAt" date not null
  );
  create table "jwks" (
    "id" text not null primary key, "publicKey" text not null, "privateKey" text not null,
    "createdAt" date not null, "expiresAt" date
  );
  create index "session_userId_idx" on "session" ("userId");
  create index "account_userId_idx" on "account" ("userId");
  create index "verification_identifier_idx" on "verification" ("identifier");

  create table devices (
    id text not null primary key, user text not null references "user" (id), name text not null,
    kind text not null check (kind in ('main', 'sub')), createdAt integer not null, lastSeen integer not null,
    endedAt integer
  ) strict;
  create index devices_of_user on devices (user);

  create table rooms (
    id text not null primary key, kind text not null check (kind in ('direct', 'group')), title text not null,
    history text not null check (history in ('from-joining', 'all')), directKey text unique,
    createdAt integer not null
  ) strict;

  create table members (
    span integer primary key autoincrement, room text not null references rooms (id),
    user text not null references "user" (id), role text not null check (role in ('owner', 'member')),
    joinedSeq integer not null, leftSeq integer, joinedAt integer not null
  ) strict;
  create unique index members_now on members (room, user) where leftSeq is null;
  create index members_of_room on members (room);
  create index members_of_user on members (user);

  create table invites (
    code text not null primary key, inviter text not null references "user" (id), expiresAt integer not null,
    signUps integer not null
  ) strict;
  create index invites_of_user on invites (inviter);
  `,
  `alter table devices add column handedInAt integer;`,
  `
  alter table devices add column linkedBy text references devices (id) on delete set null;

  create table links (
    secretHash text not null primary key, code text not null unique, name text not null,
    kind text not null check (kind in ('main', 'sub')), browser text not null, address text not null,
    askedAt integer not null, expiresAt integer not null, interval integer not null, claimedAt integer,
    state text not null check (state in ('waiting', 'approved', 'denied')), user text references "user" (id) on delete cascade,
    answeredBy text references devices (id) on delete cascade
  ) strict;
  create index links_by_end on links (expiresAt);
  `,
  `
  create table deletions (
    user text not null primary key references "user" (id), beganAt integer not null, endedAt integer
  ) strict;
  `,
  // What is asked with every message and every new room is answered from the index, of somebody in thousands of rooms too.
  `
  drop index members_of_room;
  drop index members_of_user;
  create index members_of_room on members (room, user);
  create index members_of_user on members (user, room, leftSeq);
  `,
];

/** A retry does not help: the database was written by a newer Skein. */
export class DirectoryTooNewError extends Error {
  override readonly name = 'DirectoryTooNewError';
}

/** @throws DirectoryTooNewError */
export const migrate = (sqlite: DatabaseSync, migrations: readonly string[] = MIGRATIONS): void => {
  const version = Number(sqlite.prepare('pragma user_version').get()?.['user_version']);
  if (version > migrations.length)
    throw new DirectoryTooNewError(
      `The directory was written by a newer Skein (layout ${version}, this one knows ${migrations.length}). Start that version, or a newer one.`,
    );
  for (const [index, steps] of migrations.entries())
    if (index >= version)
      sqlite.exec(`begin immediate; ${steps}; pragma user_version = ${index + 1}; commit`);
};

import type { Relay } from '../relay/contract.ts';
import type { Clock } from '../relay/ports.ts';
import { Changes } from './changes.ts';
import { Conversations } from './conversations.ts';
import type { Database } from './database.ts';
import { Deletions } from './deletions.ts';
import { Devices } from './devices.ts';
import { Invites } from './invites.ts';
import { Links } from './links.ts';
import { Members } from './members.ts';
import { Membership } from './membership.ts';
import { People } from './people.ts';
import { Rooms } from './rooms.ts';

export interface Directory {
  readonly people: People;
  readonly devices: Devices;
  readonly invites: Invites;
  readonly links: Links;
  readonly deletions: Deletions;
  readonly rooms: Rooms;
  readonly members: Members;
  readonly changes: Changes;
  readonly conversations: Conversations;
  readonly membership: Membership;
}

export const createDirectory = (database: Database, relay: Relay, now: Clock): Directory => {
  const people = new People(database);
  const rooms = new Rooms(database, now);
  const members = new Members(database, now);
  const changes = new Changes();
  const parts = { people, rooms, members, changes, relay };
  const conversations = new Conversations(parts);
  const membership = new Membership(parts, conversations);
  const devices = new Devices(database, now);
  const invites = new Invites(database, now);
  const links = new Links(database, now);
  const deletions = new Deletions(database, now);
  return { people, devices, deletions, invites, links, rooms, members, changes, conversations, membership };
};

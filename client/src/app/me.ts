import type { Session } from '@skein/shared/api/schemas';
import type { DeviceId, RoomId, UserId } from '@skein/shared/ids';
import { latestById, type DeviceEntry } from '@skein/shared/userDocument';
import { derived } from '../sync/live.ts';
import type { SignedInPerson } from '../sync/signedInPerson.ts';
import type { Api } from './api.ts';
import type { AppEnvironment } from './appEnvironment.ts';
import { OpenConversation } from './conversation.ts';
import { createConversationList } from './conversationList.ts';
import { Drafts } from './drafts.ts';
import type { Me } from './model.ts';
import { createPeople } from './people.ts';
import { createReturnedItems } from './returnedItems.ts';
import { createSearch } from './search.ts';
import { share } from './share.ts';
import { createTheme } from './theme.ts';

/** The signed-in person as views know it; `signOut` is the business of whoever signed in. */
export const createMe = (
  session: Session,
  signedIn: SignedInPerson,
  api: Api,
  environment: AppEnvironment,
  signOut: () => Promise<void>,
): Me => {
  const user = { ...session.user, id: session.user.id as UserId };
  const people = createPeople(signedIn, user);
  const drafts = new Drafts(signedIn);
  const returned = createReturnedItems(signedIn);
  const theme = createTheme(signedIn.userDocuments, environment);
  const open = new Map<RoomId, OpenConversation>();
  const parts = { signedIn, api, people, drafts, returned };

  return {
    user,
    device: { id: session.device.id as DeviceId, name: session.device.name },
    conversations: createConversationList(signedIn, people, drafts),
    devices: derived<readonly DeviceEntry[]>(
      (former) => share(former, latestById(signedIn.userDocuments.current.get()?.devices.toArray() ?? [])),
      [signedIn.userDocuments],
    ),
    returned,
    people,
    theme: theme.theme,
    search: createSearch(signedIn, api, environment),
    setTheme: theme.set,
    openConversation: (room) => {
      const conversation = open.get(room) ?? new OpenConversation(room, parts, () => open.delete(room));
      open.set(room, conversation);
      return conversation;
    },
    findPeople: async (query, signal) => (await api.call('people', { query: { q: query }, signal })).people,
    startDirect: async (other) =>
      signedIn.rooms.learn(await api.call('createRoom', { body: { kind: 'direct', with: other } })),
    startGroup: async (title, members) =>
      signedIn.rooms.learn(
        await api.call('createRoom', { body: { kind: 'group', title, members: [...members] } }),
      ),
    createInvite: () => api.call('createInvite'),
    acceptInvite: async (code) => signedIn.rooms.learn(await api.call('acceptInvite', { ids: { code } })),
    renameDevice: (device, name) => api.call('changeDevice', { ids: { device }, body: { name } }),
    signOutDevice: (device) => api.call('signOutDevice', { ids: { device } }),
    unsentCount: () => signedIn.unsentCount(),
    signOut: async () => {
      for (const conversation of open.values()) conversation.close();
      drafts.close();
      await signOut();
    },
  };
};

import { endpoints } from '@skein/shared/api/endpoints';
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
import { markAllRead } from './markAllRead.ts';
import type { Me } from './model.ts';
import { createNewDevices, type ToldDevices } from './newDevices.ts';
import { createPeople } from './people.ts';
import { rememberKind } from './rememberedKind.ts';
import { createReturnedItems } from './returnedItems.ts';
import { createSearch } from './search.ts';
import { share } from './share.ts';
import { createStorage } from './storage.ts';
import { createTheme } from './theme.ts';

/** The ends of being signed in, which are the business of whoever signed in. */
interface Leaving {
  readonly signOut: () => Promise<void>;
  readonly deleteAccount: (password: string) => Promise<void>;
}

/** The signed-in person as views know it. */
export const createMe = (
  session: Session,
  signedIn: SignedInPerson,
  api: Api,
  environment: AppEnvironment,
  knownDevices: ToldDevices,
  leaving: Leaving,
): Me => {
  const user = { ...session.user, id: session.user.id as UserId };
  const people = createPeople(signedIn, user);
  const drafts = new Drafts(signedIn);
  const returned = createReturnedItems(signedIn);
  const theme = createTheme(signedIn.userDocuments, environment);
  const devices = derived<readonly DeviceEntry[]>(
    (former) => share(former, latestById(signedIn.userDocuments.current.get()?.devices.toArray() ?? [])),
    [signedIn.userDocuments],
  );
  const news = createNewDevices(devices, session.device.id as DeviceId, knownDevices);
  signedIn.accompany({
    close: async () => {
      // What stands in the composers is written before the documents are closed.
      drafts.close();
      news.close();
    },
    wipe: () => Promise.resolve(),
  });
  const open = new Map<RoomId, OpenConversation>();
  const parts = { signedIn, api, people, drafts, returned };

  return {
    user,
    device: { id: session.device.id as DeviceId, name: session.device.name },
    conversations: createConversationList(signedIn, people, drafts),
    devices,
    returned,
    people,
    theme: theme.theme,
    search: createSearch(signedIn, api, environment),
    storage: createStorage(signedIn),
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
    kind: derived(
      () => devices.get().find(({ id }) => id === session.device.id)?.kind ?? session.device.kind,
      [devices],
    ),
    newDevices: news.list,
    newDeviceSeen: news.seen,
    changeDevice: async (device, changed) => {
      await api.call('changeDevice', { ids: { device }, body: changed });
      if (device === session.device.id && changed.kind !== undefined) rememberKind(environment, changed.kind);
    },
    signOutDevice: (device) => api.call('signOutDevice', { ids: { device } }),
    signOutOtherDevices: () => api.call('signOutOthers'),
    linkRequest: (code) => api.call('link', { ids: { code } }),
    answerLink: async ({ code, device }, answer) => {
      await api.call(answer === 'approve' ? 'approveLink' : 'denyLink', { ids: { code } });
      if (answer === 'approve') news.letIn(device.name);
    },
    exportUrl: () => {
      const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
      return `${endpoints.exportAll.path}?${new URLSearchParams({ timeZone }).toString()}`;
    },
    deleteAccount: leaving.deleteAccount,
    markAllRead: () => markAllRead(signedIn),
    unsentCount: () => signedIn.unsentCount(),
    signOut: async () => {
      for (const conversation of open.values()) conversation.close();
      drafts.close();
      await leaving.signOut();
    },
  };
};

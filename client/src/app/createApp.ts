import type { Session, SignIn, SignUp } from '@skein/shared/api/schemas';
import type { DeviceId, UserId } from '@skein/shared/ids';
import type { Refusal } from '@skein/shared/refusals';
import type { DeviceKind } from '@skein/shared/userDocument';
import type { TabChannel } from '../sync/environment.ts';
import { type Cell, cell, derived, type Live } from '../sync/live.ts';
import { SignedInPerson } from '../sync/signedInPerson.ts';
import { type Api, createApi } from './api.ts';
import type { AppEnvironment } from './appEnvironment.ts';
import { type DeviceState, type DeviceStore, openDeviceStore, signedInAs, signedOut } from './deviceStore.ts';
import { endSession } from './endSession.ts';
import { KnownDevices } from './knownDevices.ts';
import { LinkThisDevice } from './linking.ts';
import { createMe } from './me.ts';
import type { App, AppState, ConnectionState } from './model.ts';
import { rememberKind, suggestedKind } from './rememberedKind.ts';
import { storageFailureOf } from './storageFailure.ts';
import { UnsentMail } from './unsentMail.ts';

/** What tabs of one browser tell each other. */
interface TabMessage {
  readonly type: 'signed-in' | 'signed-out' | 'devices-seen';
  readonly user: string;
  readonly reason?: Refusal;
}

export const createApp = (environment: AppEnvironment): App & { close(): Promise<void> } => {
  const app = new Application(environment);
  void app.start();
  return app;
};

class Application implements App {
  readonly state: Live<AppState>;
  readonly connection: Live<ConnectionState>;
  readonly update: App['update'];
  readonly canWorkOffline: boolean;
  readonly unsent: App['unsent'];
  readonly #state: Cell<AppState> = cell<AppState>({ phase: 'loading' });
  readonly #connection: Cell<ConnectionState>;
  readonly #environment: AppEnvironment;
  readonly #api: Api;
  readonly #store: DeviceStore;
  readonly #tabs: TabChannel;
  readonly #unsentMail: UnsentMail;
  readonly #knownDevices: KnownDevices;
  #signedIn: SignedInPerson | undefined;
  /** Signing in and out follow each other, whoever asks. */
  #turn: Promise<void> = Promise.resolve();

  constructor(environment: AppEnvironment) {
    this.#environment = environment;
    this.#api = createApi(environment.origin, environment.fetch);
    this.#store = openDeviceStore(environment.profile);
    this.#knownDevices = new KnownDevices(this.#store, (user) => this.#tell({ type: 'devices-seen', user }));
    this.#connection = cell<ConnectionState>({ phase: 'connecting', attempts: 0 });
    this.#unsentMail = new UnsentMail({
      store: this.#store,
      api: this.#api,
      clock: environment.clock,
      online: environment.online,
    });
    this.#tabs = environment.tabChannel(`${environment.profile}/tabs`);
    this.#tabs.addEventListener('message', ({ data }) => void this.#heardTab(data as TabMessage));
    this.state = this.#state;
    this.unsent = this.#unsentMail.state;
    this.connection = this.#connection;
    this.canWorkOffline = environment.canWorkOffline;
    const { waiting } = environment.pageUpdate;
    this.update = derived(() => ({ waiting: waiting.get() }), [waiting]);
  }

  applyUpdate(): void {
    this.#environment.pageUpdate.apply();
  }

  serverInfo() {
    return this.#api.call('serverInfo');
  }

  inviteInfo(code: string) {
    return this.#api.call('invite', { ids: { code } });
  }

  async signUp(request: Omit<SignUp, 'device'>, kind: DeviceKind = 'main'): Promise<void> {
    const device = { ...this.#environment.device, kind };
    await this.#signedInAs(await this.#api.call('signUp', { body: { ...request, device } }));
  }

  async signIn(request: Omit<SignIn, 'device'>, kind: DeviceKind = this.suggestedKind()): Promise<void> {
    const device = { ...this.#environment.device, kind };
    await this.#signedInAs(await this.#api.call('signIn', { body: { ...request, device } }));
  }

  suggestedKind(): DeviceKind {
    return suggestedKind(this.#environment);
  }

  linkThisDevice(kind: DeviceKind): LinkThisDevice {
    return new LinkThisDevice({
      api: this.#api,
      environment: this.#environment,
      kind,
      signedIn: (session) => this.#signedInAs(session),
    });
  }

  /** Opens as whoever is signed in here; the network is asked only when this browser knows of nobody. */
  async start(): Promise<void> {
    await this.#inTurn(async () => {
      let known: DeviceState;
      try {
        known = await this.#store.read();
      } catch (error) {
        return this.#cannotKeep(error);
      }
      const { session, owesSignOut } = known;
      if (session !== undefined) return await this.#enter(session);
      if (owesSignOut && !(await endSession(this.#api, this.#environment.clock)))
        return this.#state.set({ phase: 'signed-out' });
      // Nobody is signed in, or there is no telling: either way somebody has to sign in.
      const found = await this.#api.call('session').catch(() => undefined);
      if (found !== undefined) return void (await this.#remember(found));
      this.#state.set({ phase: 'signed-out' });
      void this.#unsentMail.handIn().catch(() => undefined);
    });
  }

  /** Stops everything and leaves all as it is, like a tab that is closed. */
  async close(): Promise<void> {
    await this.#inTurn(async () => {
      this.#tabs.close();
      this.#unsentMail.close();
      await this.#signedIn?.close();
      this.#signedIn = undefined;
    });
  }

  async #signedInAs(session: Session): Promise<void> {
    await this.#inTurn(async () => {
      if (!(await this.#remember(session))) return;
      rememberKind(this.#environment, session.device.kind);
      this.#tell({ type: 'signed-in', user: session.user.id });
    });
  }

  /** @returns false when this device cannot keep even that; the relay's session stays for the next try */
  async #remember(session: Session): Promise<boolean> {
    try {
      await this.#store.update((state) => signedInAs(state, session));
    } catch (error) {
      this.#cannotKeep(error);
      return false;
    }
    await this.#enter(session);
    return true;
  }

  #cannotKeep(error: unknown): void {
    this.#state.set({ phase: 'unreadable', why: storageFailureOf(error), cause: String(error) });
  }

  async #enter(session: Session): Promise<void> {
    await this.#signedIn?.close();
    const identity = { user: session.user.id as UserId, device: session.device.id as DeviceId };
    const signedIn = new SignedInPerson(identity, this.#environment, (signal) =>
      this.#api.call('token', { signal }),
    );
    this.#signedIn = signedIn;
    const { state } = signedIn.connection;
    state.subscribe(() => {
      if (this.#signedIn !== signedIn) return;
      const current = state.get();
      this.#connection.set(current);
      // What cannot be emptied now is, at the next start.
      if (current.phase === 'refused') this.#sentAway(signedIn, current.reason).catch(() => undefined);
    });
    try {
      await this.#knownDevices.read();
      await signedIn.start(session.userDocument);
    } catch (error) {
      this.#signedIn = undefined;
      // What could not be opened cannot be closed either.
      await signedIn.close().catch(() => undefined);
      return this.#cannotKeep(error);
    }
    const me = createMe(
      session,
      signedIn,
      this.#api,
      this.#environment,
      { ids: this.#knownDevices.ids, keep: (ids) => this.#knownDevices.keep(identity, ids) },
      {
        signOut: () => this.#signOut(signedIn),
        deleteAccount: (password) => this.#deleteAccount(signedIn, password),
      },
    );
    this.#state.set({ phase: 'signed-in', me });
    // It stays where it is until that works: the next start tries again.
    void this.#unsentMail.giveBack(identity.user, signedIn.fileReturned).catch(() => undefined);
  }

  async #signOut(signedIn: SignedInPerson): Promise<void> {
    await this.#inTurn(async () => {
      if (this.#signedIn !== signedIn) return;
      await this.#store.update((state) => ({ ...signedOut(state), owesSignOut: true }));
      // Before the relay closes their sockets, or the other tabs would take it for a revocation.
      this.#tell({ type: 'signed-out', user: signedIn.identity.user });
      // While the session is open and the connection lives, drafts and cursors still leave.
      if (await endSession(this.#api, this.#environment.clock)) await this.#store.update(signedOut);
      this.#signedIn = undefined;
      try {
        await signedIn.wipe();
      } finally {
        this.#state.set({ phase: 'signed-out' });
      }
    });
  }

  /** The relay ended the session. A revoked device keeps what nobody has and nothing else; otherwise all stays for its person. */
  async #sentAway(signedIn: SignedInPerson, reason: Refusal): Promise<void> {
    await this.#inTurn(async () => {
      if (this.#signedIn !== signedIn) return;
      await this.#leave(signedIn, reason, async () => {
        if (reason === 'account-deleted') await this.#wipeAll(signedIn);
        else if (reason === 'device-revoked')
          await signedIn.wipe((unsent) => this.#unsentMail.keep(signedIn.identity, unsent));
        else await signedIn.close();
        // Only now: cut off or failing before, the next start finds out once more.
        await this.#store.update(signedOut);
      });
      await this.#unsentMail.handIn();
    });
  }

  async #deleteAccount(signedIn: SignedInPerson, password: string): Promise<void> {
    await this.#inTurn(async () => {
      if (this.#signedIn !== signedIn) return;
      await this.#api.call('deleteAccount', { body: { password } });
      await this.#store.update(signedOut);
      await this.#leave(signedIn, 'account-deleted', () => this.#wipeAll(signedIn));
    });
  }

  /** In every tab; whatever becomes of what is here, nobody is signed in any more. */
  async #leave(signedIn: SignedInPerson, reason: Refusal, letGo: () => Promise<void>): Promise<void> {
    this.#signedIn = undefined;
    this.#tell({ type: 'signed-out', user: signedIn.identity.user, reason });
    try {
      await letGo();
    } finally {
      this.#state.set({ phase: 'signed-out', reason });
    }
  }

  /** Nobody is left to whom anything could be given back. */
  async #wipeAll(signedIn: SignedInPerson): Promise<void> {
    await this.#unsentMail.forget(signedIn.identity.user);
    await signedIn.wipe();
  }

  #tell(message: TabMessage): void {
    this.#tabs.postMessage(message);
  }

  async #heardTab({ type, user, reason }: TabMessage): Promise<void> {
    await this.#inTurn(async () => {
      const current = this.#signedIn;
      if (type === 'devices-seen') {
        if (current?.identity.user === user) await this.#knownDevices.read();
      } else if (type === 'signed-in') {
        const { session } = await this.#store.read();
        const isHere = session?.device.id === current?.identity.device;
        if (session !== undefined && !isHere) await this.#enter(session);
      } else if (current?.identity.user === user) {
        this.#signedIn = undefined;
        await current.close();
        this.#state.set({ phase: 'signed-out', ...(reason === undefined ? {} : { reason }) });
      }
    });
  }

  async #inTurn(task: () => Promise<void>): Promise<void> {
    const own = this.#turn.then(task);
    // Whoever asked for it hears of it; the next one begins all the same.
    this.#turn = own.catch(() => undefined);
    await own;
  }
}

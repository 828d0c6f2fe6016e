import { afterEach, beforeEach } from 'vitest';
import { Browser, Relay } from './household.ts';

type Settings = Readonly<Record<string, string>>;

/** A relay for each story of a file, and browsers as it needs them; all are gone after it. */
export const stage = (settings: Settings = {}) => {
  const browsers: Browser[] = [];
  let relay: Relay;
  const begin = async (chosen: Settings): Promise<void> => {
    relay = new Relay(chosen);
    await relay.start();
  };
  beforeEach(() => begin(settings));
  afterEach(async () => {
    await Promise.all(browsers.splice(0).map((browser) => browser.close()));
    await relay.remove();
  });
  const browser = (): Browser => {
    const created = new Browser(relay);
    browsers.push(created);
    return created;
  };
  return {
    relay: () => relay,
    browser,
    /** Another relay in place of this one. */
    beginsAnew: async (others: Settings): Promise<void> => {
      await relay.remove();
      await begin(others);
    },
    /** Alice at a laptop and Bob at a desktop, who talk to each other. */
    pair: async () => {
      const [laptop, desktop] = [browser(), browser()];
      const [alice, bob] = [await laptop.signUp('alice'), await desktop.signUp('bob')];
      const room = await alice.startDirect(bob.user.id);
      return { laptop, desktop, alice, bob, room };
    },
  };
};

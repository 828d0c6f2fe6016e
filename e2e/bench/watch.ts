import type { BrowserContext, Page } from '@playwright/test';
import type { Device } from '../fixtures/device.ts';

interface Watched {
  /** Milliseconds since the page began: the list of conversations had a row. */
  listAt?: number;
  /** The title told of as many unread messages as the run waits for. */
  rightAt?: number;
  /** Of every task that kept the page from answering for 50 ms and more. */
  readonly longTasks: number[];
}

declare global {
  var watched: Watched;
}

/** Every page of this device notes from its first moment what a person would wait for. */
export const watch = async (context: BrowserContext, unread: number): Promise<void> => {
  await context.addInitScript((wanted) => {
    const watched: Watched = { longTasks: [] };
    globalThis.watched = watched;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) watched.longTasks.push(duration);
    }).observe({ type: 'longtask', buffered: true });
    const look = (): void => {
      if (document.querySelector('[aria-label="Conversations"] [data-row]') !== null)
        watched.listAt ??= performance.now();
      if (document.title.startsWith(`(${wanted}) `)) watched.rightAt ??= performance.now();
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, unread);
};

/** Resolves when the list is there and says what it should. */
export const isRight = async (page: Page): Promise<Watched & { listAt: number; rightAt: number }> => {
  await page.waitForFunction(
    () => globalThis.watched.listAt !== undefined && globalThis.watched.rightAt !== undefined,
    undefined,
    { polling: 100, timeout: 120_000 },
  );
  return page.evaluate(() => globalThis.watched as Watched & { listAt: number; rightAt: number });
};

/** Until the relay has nothing more to say to this device for a while. */
export const isQuiet = async (device: Device, quietMs = 3_000): Promise<void> => {
  for (let before = -1; before !== device.frames.count; ) {
    before = device.frames.count;
    await device.page.waitForTimeout(quietMs);
  }
};

/** Bytes of what scripts hold, after what nobody needs was let go of. */
export const heapBytes = async (page: Page): Promise<number> => {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize;
};

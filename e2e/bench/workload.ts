import { chromium } from '@playwright/test';
import { chooseBrowser } from '../browser.ts';
import { Device, type DeviceOptions, type Stage } from '../fixtures/device.ts';
import { startRelay } from '../relayProcess.ts';

/** Figures by name; a unit is part of the name. */
export type Figures = Readonly<Record<string, number>>;

export interface Cast {
  signsUp(name: string, options?: DeviceOptions): Promise<Device>;
}

export interface Workload {
  /** What stands once, before the runs. @returns one run */
  prepare(cast: Cast): Promise<() => Promise<Figures>>;
}

/** Unlimited: a benchmark does in a minute what people do in a year. */
const UNHURRIED = { MESSAGE_RATE: '0', MESSAGE_BURST: '0' };

/** Measures on a relay and a browser of its own. */
export const onStage = async (
  workload: Workload,
  runs: number,
  report: (run: number, figures: Figures) => void,
): Promise<Figures[]> => {
  const relay = await startRelay(UNHURRIED);
  const launchOptions = await chooseBrowser();
  const browser = await chromium.launch(launchOptions);
  const stage: Stage = { relay, browser, launchOptions, devices: [], uncaught: [] };
  try {
    const measure = await workload.prepare({
      signsUp: async (name, options) => {
        const device = new Device(stage, options);
        await device.signsUp(name);
        return device;
      },
    });
    const all: Figures[] = [];
    for (let run = 1; run <= runs; run++) {
      const figures = await measure();
      report(run, figures);
      all.push(figures);
    }
    if (stage.uncaught.length > 0) throw new Error(stage.uncaught.join('\n'));
    return all;
  } finally {
    for (const device of stage.devices) await device.leavesTheStage();
    await browser.close();
    await relay.stop();
  }
};

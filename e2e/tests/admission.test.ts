import { judge, type Verdict } from '@skein/shared/admission/admission';
import { decodeUpdate } from '@skein/shared/admission/decode';
import { isRefusal } from '@skein/shared/refusals';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { Coverage } from './admission/coverage.ts';
import { mutate } from './admission/mutations.ts';
import { type Scene, scenes } from './admission/scenes.ts';
import { SeededRandom } from './simulation/random.ts';

/**
 * Updates that grow out of honest ones, changed in their bytes and in their structs; what takes a branch of admission that
 * none took before is changed further. `SKEIN_FUZZ=1000000` tries more, `SKEIN_FUZZ_SEED=17` others.
 */
const INPUTS = Number(process.env['SKEIN_FUZZ'] ?? 6_000);
const SEED = Number(process.env['SKEIN_FUZZ_SEED'] ?? 1);
/** Milliseconds of computing for one input: how busy the machine is otherwise does not count. */
const PATIENCE = 2_000;
/** Asking for the branches taken costs as much as some judgements. */
const ASKED_EVERY = 25;

const docOf = (...updates: readonly Uint8Array[]): Y.Doc => {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  return doc;
};

/** The document as the relay has it in memory. */
const relayOf = ({ state }: Scene): Y.Doc => {
  const doc = docOf(state);
  doc.clientID = 1;
  return doc;
};

const expectWhole = ({ store }: Y.Doc): void => {
  expect(store.pendingStructs).toBeNull();
  expect(store.pendingDs).toBeNull();
};

/**
 * Whatever replicas there are, they are equal when the step has been delivered. Only of who lies about what everybody has,
 * the own one may differ.
 */
const expectAgreement = (
  scene: Scene,
  update: Uint8Array,
  verdict: Extract<Verdict, { answer: 'admit' }>,
): void => {
  const relay = relayOf(scene);
  const told: Uint8Array[] = [];
  relay.on('update', (delta: Uint8Array) => told.push(delta));
  Y.applyUpdate(relay, verdict.update);
  expectWhole(relay);
  expect(scene.ofOthers(relay)).toEqual(scene.ofOthers(docOf(scene.state)));
  scene.adds(relay, verdict);
  const after = Y.encodeStateAsUpdate(relay);
  expect(Y.encodeStateAsUpdate(docOf(after)), 'who comes later').toEqual(after);
  expect(Y.encodeStateAsUpdate(docOf(scene.state, ...told)), 'who was there').toEqual(after);
  expect(Y.encodeStateAsUpdate(docOf(scene.state, Y.mergeUpdates(told))), 'who was slow').toEqual(after);
  if (verdict.missing) return;
  expect(judge(update, scene.stateOf(relay), scene.writer).answer, 'said again').toBe('nothing');
  if (!scene.seeds.includes(update)) return;
  const sender = docOf(scene.state, update, ...told);
  expectWhole(sender);
  expect(Y.encodeStateAsUpdate(sender), 'who sent it').toEqual(after);
};

const expectStable = (scene: Scene, verdict: Extract<Verdict, { answer: 'admit' }>): void => {
  decodeUpdate(verdict.update);
  const again = judge(verdict.update, scene.stateOf(relayOf(scene)), scene.writer);
  expect(again).toMatchObject({ answer: 'admit', missing: false, changes: verdict.changes });
  if (again.answer === 'admit') expect(again.update, 'as it was judged').toEqual(verdict.update);
};

const tries = (scene: Scene, doc: Y.Doc, update: Uint8Array): Verdict => {
  const began = process.cpuUsage();
  const verdict = judge(update, scene.stateOf(doc), scene.writer);
  expect(process.cpuUsage(began).user / 1_000).toBeLessThan(PATIENCE);
  if (verdict.answer === 'refuse') expect(isRefusal(verdict.reason)).toBe(true);
  return verdict;
};

const expectSound = (scene: Scene, doc: Y.Doc, update: Uint8Array): Verdict['answer'] => {
  const verdict = tries(scene, doc, update);
  expect(Y.encodeStateAsUpdate(doc), 'the document is as it was').toEqual(scene.state);
  if (verdict.answer === 'admit') {
    expectStable(scene, verdict);
    expectAgreement(scene, update, verdict);
  }
  return verdict.answer;
};

test.each(scenes)(
  'admission holds for updates of $name that grow out of honest ones',
  { timeout: 3_600_000 },
  async (scene) => {
    const random = new SeededRandom(SEED);
    const coverage = new Coverage((url) => url.includes('/shared/src/admission/'));
    const corpus: Uint8Array[] = [...scene.seeds];
    const doc = relayOf(scene);
    const answers = new Map<string, number>();
    const seen = new Set<string>();
    for (const seed of scene.seeds) expect(expectSound(scene, doc, seed)).not.toBe('refuse');
    await coverage.start();
    try {
      for (let count = 0; count < INPUTS / scenes.length; count += ASKED_EVERY) {
        const inputs = Array.from({ length: ASKED_EVERY }, () => {
          const [one, other] = [corpus[random.below(corpus.length)], corpus[random.below(corpus.length)]];
          return mutate(one ?? new Uint8Array(), other ?? new Uint8Array(), random);
        });
        for (const update of inputs) {
          const place = `SKEIN_FUZZ_SEED=${SEED}, update ${Buffer.from(update).toString('hex')}`;
          try {
            const answer = expectSound(scene, doc, update);
            answers.set(answer, (answers.get(answer) ?? 0) + 1);
          } catch (error) {
            throw new Error(place, { cause: error });
          }
        }
        const fresh = (await coverage.taken()).filter((branch) => !seen.has(branch));
        for (const update of fresh.length > 0 ? inputs : []) {
          tries(scene, doc, update);
          const taken = (await coverage.taken()).filter((branch) => !seen.has(branch));
          if (taken.length > 0) corpus.push(update);
          for (const branch of taken) seen.add(branch);
        }
      }
    } finally {
      await coverage.stop();
    }
    for (const answer of ['admit', 'refuse', 'missing', 'nothing'])
      expect(answers.get(answer)).toBeGreaterThan(0);
  },
);

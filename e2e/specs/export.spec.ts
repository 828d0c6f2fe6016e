import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '../fixtures/stage.ts';
import { unzip } from '../fixtures/unzip.ts';

test('everything that somebody may read leaves as one file, and opens without the relay', async ({
  cast,
}) => {
  const alice = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  await alice.startsDirectWith(bob);
  await alice.writes('the first row is <b>knit</b>', 'the second is purled');
  await alice.seesDelivery('the second is purled', 'sent');

  await alice.page.getByRole('button', { name: /^You, / }).click();
  await alice.button('Export my conversations').click();
  const downloading = alice.page.waitForEvent('download');
  await alice.dialog.getByRole('link', { name: 'Download' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/^skein-\d{4}-\d\d-\d\d\.zip$/);
  const files = unzip(await readFile(await download.path()));

  const folder = await mkdtemp(join(tmpdir(), 'skein-export-'));
  try {
    for (const [path, content] of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
    }
    const page = await alice.context.newPage();
    await page.goto(pathToFileURL(join(folder, 'index.html')).href);
    await page.getByRole('link', { name: 'Bob' }).click();
    await expect(page.getByRole('heading', { name: 'Bob', level: 1 })).toBeVisible();
    await expect(page.getByText('the first row is <b>knit</b>')).toBeVisible();
    await expect(page.getByText('the second is purled')).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
    await page.getByRole('link', { name: 'all conversations' }).click();
    await expect(page.getByText(alice.person.email)).toBeVisible();
    expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)).toEqual([]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('without a network nothing is offered that would fail', async ({ cast }) => {
  const alice = await cast.signsUp('Alice');
  await alice.page.getByRole('button', { name: /^You, / }).click();
  await alice.button('Export my conversations').click();
  await expect(alice.dialog.getByRole('link', { name: 'Download' })).toBeVisible();
  await alice.goesOffline();
  await expect(alice.button('Download when online')).toBeDisabled();
  await alice.comesBack();
  await expect(alice.dialog.getByRole('link', { name: 'Download' })).toBeVisible();
});

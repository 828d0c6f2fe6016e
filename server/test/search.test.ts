import type { FoundMessages } from '@skein/shared/api/schemas';
import { newMessageId } from '@skein/shared/ids';
import { SEARCHES_PER_MINUTE } from '@skein/shared/limits';
import { describe, expect, it } from 'vitest';
import { stage, type Visitor } from './stage.ts';

/** A search does not wait for long until what was just said is indexed. */
const PATIENCE = { timeout: 20_000 };

const found = async (who: Visitor, query: Record<string, string>): Promise<string[]> => {
  const answer = await who.get<FoundMessages>(`/api/search?${new URLSearchParams(query).toString()}`);
  return answer.found.map(({ message }) => message.text);
};

describe('searching what was said', () => {
  it('finds other forms and beginnings of words, newest first, and says where they stand', async () => {
    const { person, passes } = await stage();
    const [alice, bob] = [await person('alice'), await person('bob')];
    const room = await alice.talksTo(bob);
    await alice.says('The walls were painted yesterday', room);
    passes(1);
    await bob.says('Who paints the doors?', room);
    passes(1);
    await bob.says('京都に行きました', room);
    await expect
      .poll(() => found(alice, { q: 'painting' }), PATIENCE)
      .toEqual(['Who paints the doors?', 'The walls were painted yesterday']);
    await expect
      .poll(() => found(alice, { q: 'yest wal' }), PATIENCE)
      .toEqual(['The walls were painted yesterday']);
    await expect.poll(() => found(bob, { q: '京都' }), PATIENCE).toEqual(['京都に行きました']);
    await expect.poll(() => found(bob, { q: '!?' }), PATIENCE).toEqual([]);
    const { found: hits, more } = await alice.get<FoundMessages>('/api/search?q=doors');
    expect({ hits, more }).toMatchObject({
      hits: [{ room: room.id, segment: 0, message: { seq: 2, author: bob.id, edited: false } }],
      more: false,
    });
  });

  it('narrows by conversation, author, time and links', async () => {
    const { person, passes } = await stage();
    const [alice, bob, carol] = [await person('alice'), await person('bob'), await person('carol')];
    const withBob = await alice.talksTo(bob);
    const withCarol = await alice.talksTo(carol);
    const first = await alice.says('wool from https://wool.example', withBob);
    passes(60_000);
    const second = await bob.says('wool is warm', withBob);
    passes(60_000);
    await carol.says('wool is dear', withCarol);
    await expect.poll(() => found(alice, { q: 'wool' }), PATIENCE).toHaveLength(3);
    await expect
      .poll(() => found(alice, { q: 'wool', room: withCarol.id }), PATIENCE)
      .toEqual(['wool is dear']);
    await expect.poll(() => found(alice, { q: 'wool', author: bob.id }), PATIENCE).toEqual(['wool is warm']);
    await expect.poll(() => found(alice, { author: bob.id }), PATIENCE).toEqual(['wool is warm']);
    await expect
      .poll(() => found(alice, { has: 'link' }), PATIENCE)
      .toEqual(['wool from https://wool.example']);
    await expect.poll(() => found(alice, { has: 'file' }), PATIENCE).toEqual([]);
    await expect
      .poll(() => found(alice, { q: 'wool', before: String(second.at) }), PATIENCE)
      .toEqual(['wool from https://wool.example']);
    await expect
      .poll(() => found(alice, { q: 'wool', after: String(second.at), room: withBob.id }), PATIENCE)
      .toEqual(['wool is warm']);
    await expect
      .poll(() => found(alice, { after: String(first.at), before: String(first.at + 1) }), PATIENCE)
      .toHaveLength(1);
  });

  it('goes on where the limit ended, and tears nothing apart that arrived together', async () => {
    const { person, passes } = await stage();
    const [alice, bob] = [await person('alice'), await person('bob')];
    const room = await alice.talksTo(bob);
    for (const text of ['wool one', 'wool two']) await alice.says(text, room);
    passes(1);
    await alice.says('wool three', room);
    await expect.poll(() => found(bob, { q: 'wool' }), PATIENCE).toHaveLength(3);
    const newest = await bob.get<FoundMessages>('/api/search?q=wool&limit=1');
    expect(newest).toMatchObject({ more: true, found: [{ message: { text: 'wool three' } }] });
    const before = String(newest.found[0]?.message.at);
    const rest = await bob.get<FoundMessages>(`/api/search?q=wool&limit=1&before=${before}`);
    expect(rest).toMatchObject({
      more: false,
      found: [{ message: { text: 'wool two' } }, { message: { text: 'wool one' } }],
    });
  });

  it('shows nobody what was said outside of their time in a conversation', async () => {
    const { person } = await stage();
    const [alice, bob, eve] = [await person('alice'), await person('bob'), await person('eve')];
    const club = await alice.startsGroup('Club');
    const open = await alice.startsGroup('Open', [], { history: 'all' });
    await alice.says('secret before', club);
    await alice.says('secret and open', open);
    await alice.adds(bob, club);
    await alice.adds(bob, open);
    await alice.says('secret within', club);
    await alice.removes(bob, club);
    await alice.says('secret after', club);
    // As everywhere, nothing of it reaches whoever is not in it any more.
    await expect.poll(() => found(bob, { q: 'secret' }), PATIENCE).toEqual(['secret and open']);
    await expect.poll(() => found(bob, { q: 'secret', room: club.id }), PATIENCE).toEqual([]);
    await alice.adds(bob, club);
    await alice.says('secret again', club);
    await expect
      .poll(async () => (await found(bob, { room: club.id })).toSorted(), PATIENCE)
      .toEqual(['secret again', 'secret within']);
    await expect.poll(() => found(eve, { q: 'secret' }), PATIENCE).toEqual([]);
    await expect.poll(() => found(eve, { room: club.id }), PATIENCE).toEqual([]);
    await expect.poll(() => found(alice, { q: 'secret' }), PATIENCE).toHaveLength(5);
  });

  it('does not know what was returned', async () => {
    const { person } = await stage({ REFUSED_WORDS: 'rhubarb' });
    const [alice, bob] = [await person('alice'), await person('bob')];
    const room = await alice.talksTo(bob);
    await expect(alice.says('rhubarb pie', room, newMessageId())).rejects.toThrow('word-refused');
    await alice.says('apple pie', room);
    await expect.poll(() => found(bob, { q: 'pie' }), PATIENCE).toEqual(['apple pie']);
    await expect.poll(() => found(alice, { q: 'rhubarb' }), PATIENCE).toEqual([]);
  });

  it('is for people, and only so often', async () => {
    const { person, visitor, passes } = await stage();
    await expect(visitor().get('/api/search?q=wool')).rejects.toThrow('token-missing');
    const alice = await person('alice');
    await expect(alice.get('/api/search?limit=1000')).rejects.toThrow('request-invalid');
    for (let search = 0; search < SEARCHES_PER_MINUTE; search++) await alice.get('/api/search?q=wool');
    await expect(alice.get('/api/search?q=wool')).rejects.toThrow('too-fast');
    passes(60_000);
    await alice.get('/api/search?q=wool');
  });
});

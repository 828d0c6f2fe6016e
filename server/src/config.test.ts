import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../test/temporaryFolder.ts';
import { ConfigError, describeConfig, readConfig } from './config.ts';

describe('the configuration', () => {
  it('needs nothing to be set', () => {
    expect(readConfig({ PORT: '' })).toMatchObject({
      port: 8787,
      dataDir: resolve('data'),
      publicUrl: undefined,
      signUp: 'open',
      allowedOrigins: [],
      refusedWords: [],
    });
  });

  it('takes lists, with more words out of a file', () => {
    const file = join(temporaryFolder(), 'words');
    writeFileSync(file, 'three\nfour, five\n');
    const config = readConfig({
      ALLOWED_ORIGINS: 'https://one.example, https://two.example/',
      REFUSED_WORDS: 'one,two words',
      REFUSED_WORDS_FILE: file,
    });
    expect(config.allowedOrigins).toEqual(['https://one.example', 'https://two.example']);
    expect(config.refusedWords).toEqual(['one', 'two words', 'three', 'four', 'five']);
  });

  it.each([
    ['PORT', '70000', 'PORT must be a whole number from 0 to 65535, but is "70000".'],
    ['PORT', '1e3', 'PORT must be a whole number from 0 to 65535, but is "1e3".'],
    ['SIGN_UP', 'maybe', 'SIGN_UP must be one of open, invite, closed, but is "maybe".'],
    [
      'PUBLIC_URL',
      'chat.example.org',
      'PUBLIC_URL must be an address like https://chat.example.org, but is "chat.example.org".',
    ],
    ['AUTH_JWKS_URL', 'https://shop.example/jwks', 'AUTH_AUDIENCE must be set with AUTH_JWKS_URL.'],
    ['AUTH_JWKS_URL', 'shop.example', /^AUTH_JWKS_URL must be an address like /],
    ['REFUSED_WORDS_FILE', '/nowhere/words', /^REFUSED_WORDS_FILE names a file that cannot be read: /],
  ])('says in a sentence what is wrong with %s=%s', (name, value, sentence) => {
    const reading = (): unknown => readConfig({ [name]: value });
    expect(reading).toThrow(ConfigError);
    expect(reading).toThrow(sentence);
  });

  it('is described in the README as in --help', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const rows = [...readme.matchAll(/^\| `([A-Z_]+)` +\| (?:`([^`]*)`)? *\| (.*?) +\|$/gm)];
    const told = rows.map(([, name = '', standard = '', meaning = '']) =>
      [name, standard, meaning].join(' ').replaceAll(/ +/g, ' '),
    );
    const described = describeConfig()
      .split('\n')
      .map((line) => line.replaceAll(/ +/g, ' '));
    expect(told).toEqual(described);
  });
});

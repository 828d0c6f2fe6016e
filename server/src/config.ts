import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Issuer } from './issuer/claimsAuthorization.ts';

/** What an environment variable may not be; the message is a whole sentence for the operator. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

interface Variable<Value> {
  readonly name: string;
  readonly standard: string;
  readonly meaning: string;
  readonly read: (text: string, name: string) => Value;
}

const wholeNumber =
  (least: number, most: number) =>
  (text: string, name: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new ConfigError(`${name} must be a whole number from ${least} to ${most}, but is "${text}".`);
  };

const oneOf =
  <const Choice extends string>(...choices: readonly Choice[]) =>
  (text: string, name: string): Choice => {
    const choice = choices.find((candidate) => candidate === text);
    if (choice !== undefined) return choice;
    throw new ConfigError(`${name} must be one of ${choices.join(', ')}, but is "${text}".`);
  };

const yesOrNo = (text: string, name: string): boolean => oneOf('true', 'false')(text, name) === 'true';

const origin = (text: string, name: string): string => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.pathname === '/' && !url.search) return url.origin;
  throw new ConfigError(`${name} must be an address like https://chat.example.org, but is "${text}".`);
};

const address = (text: string, name: string): URL => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return url;
  throw new ConfigError(
    `${name} must be an address like https://shop.example.org/jwks.json, but is "${text}".`,
  );
};

const listOf =
  <Value>(read: (text: string, name: string) => Value, separator: RegExp) =>
  (text: string, name: string): readonly Value[] =>
    text
      .split(separator)
      .map((part) => part.trim())
      .filter((part) => part !== '')
      .map((part) => read(part, name));

const optional =
  <Value>(read: (text: string, name: string) => Value) =>
  (text: string, name: string): Value | undefined =>
    text === '' ? undefined : read(text, name);

const words = listOf((word) => word, /[,\n]/);

const wordsOfFile = (file: string, name: string): readonly string[] => {
  if (file === '') return [];
  try {
    return words(readFileSync(file, 'utf8'), name);
  } catch (error) {
    throw new ConfigError(`${name} names a file that cannot be read: ${(error as Error).message}.`);
  }
};

const variable = <Value>(
  name: string,
  standard: string,
  meaning: string,
  read: (text: string, name: string) => Value,
): Variable<Value> => ({ name, standard, meaning, read });

const LARGEST = 1_000_000;

/** Everything the relay can be told from outside: name, default, meaning. */
const VARIABLES = {
  port: variable(
    'PORT',
    '8787',
    'Where HTTP and WebSocket listen; 0 takes a free port',
    wholeNumber(0, 65_535),
  ),
  host: variable('HOST', '0.0.0.0', 'The network address to listen on', (text) => text),
  dataDir: variable('DATA_DIR', './data', 'The one folder that holds everything', (text) => resolve(text)),
  publicUrl: variable(
    'PUBLIC_URL',
    '',
    'Where people reach the relay; https makes cookies secure',
    optional(origin),
  ),
  signUp: variable(
    'SIGN_UP',
    'open',
    'Who may make an account: open, invite (an invite link is needed, except by the first person) or closed',
    oneOf('open', 'invite', 'closed'),
  ),
  signUpsPerHour: variable(
    'SIGN_UPS_PER_HOUR',
    '300',
    'Accounts that one network address may make in an hour; 0 is no limit',
    wholeNumber(0, LARGEST),
  ),
  requireMain: variable(
    'REQUIRE_MAIN',
    'false',
    'true: sub devices, which keep only what is recent, are served only while a main device of their person is connected',
    yesOrNo,
  ),
  allowedOrigins: variable(
    'ALLOWED_ORIGINS',
    '',
    'Other web pages that may talk to the relay, with commas between',
    listOf(origin, /,/),
  ),
  proxies: variable(
    'TRUSTED_PROXIES',
    '0',
    'How many reverse proxies stand in front and name the network address of a request',
    wholeNumber(0, 10),
  ),
  messageRate: variable(
    'MESSAGE_RATE',
    '10',
    'Messages a second that one person may send for long; 0 is no limit',
    wholeNumber(0, LARGEST),
  ),
  messageBurst: variable(
    'MESSAGE_BURST',
    '200',
    'Messages that one person may send at once; 0 is no limit',
    wholeNumber(0, LARGEST),
  ),
  refusedWords: variable(
    'REFUSED_WORDS',
    '',
    'A message with one of these words goes back to its sender; with commas between',
    words,
  ),
  moreRefusedWords: variable(
    'REFUSED_WORDS_FILE',
    '',
    'A file with more of these words, with commas or line ends between',
    wordsOfFile,
  ),
  jwksUrl: variable(
    'AUTH_JWKS_URL',
    '',
    'Where another product publishes the keys of its tokens, which then say who may do what; serves nothing but /sync',
    optional(address),
  ),
  audience: variable(
    'AUTH_AUDIENCE',
    '',
    'What these tokens name as "aud"; needed with AUTH_JWKS_URL',
    (text) => text,
  ),
  issuerName: variable('AUTH_ISSUER', '', 'What these tokens name as "iss"; empty takes any', (text) => text),
  metricsToken: variable(
    'METRICS_TOKEN',
    '',
    'Who shows it as a bearer token may read /metrics; without it only this machine, and only without PUBLIC_URL',
    optional((text) => text),
  ),
  logLevel: variable(
    'LOG_LEVEL',
    'info',
    'What is logged to standard error: error, warn, info, debug or silent',
    oneOf('error', 'warn', 'info', 'debug', 'silent'),
  ),
} as const;

type Settings = {
  readonly [Name in keyof typeof VARIABLES]: ReturnType<(typeof VARIABLES)[Name]['read']>;
};
export interface Config extends Omit<Settings, 'moreRefusedWords' | 'jwksUrl' | 'audience' | 'issuerName'> {
  /** Whose tokens count instead of our own. */
  readonly issuer: Issuer | undefined;
}

/** @throws ConfigError */
export const readConfig = (env: Readonly<Record<string, string | undefined>>): Config => {
  const entries = Object.entries(VARIABLES).map(([key, { name, standard, read }]) => [
    key,
    read(env[name]?.trim() || standard, name),
  ]);
  const { moreRefusedWords, jwksUrl, audience, issuerName, ...settings } = Object.fromEntries(
    entries,
  ) as Settings;
  return {
    ...settings,
    refusedWords: [...settings.refusedWords, ...moreRefusedWords],
    issuer: issuerOf(jwksUrl, audience, issuerName),
  };
};

const issuerOf = (jwksUrl: URL | undefined, audience: string, name: string): Issuer | undefined => {
  if (jwksUrl === undefined) return undefined;
  // A token that was made for somebody else is good for nothing here.
  if (audience === '') throw new ConfigError('AUTH_AUDIENCE must be set with AUTH_JWKS_URL.');
  return { jwksUrl, audience, ...(name === '' ? {} : { name }) };
};

/** For `--help`: one line a variable. */
export const describeConfig = (): string =>
  Object.values(VARIABLES)
    .map(({ name, standard, meaning }) => `${name.padEnd(20)}${standard.padEnd(10)}${meaning}`)
    .join('\n');

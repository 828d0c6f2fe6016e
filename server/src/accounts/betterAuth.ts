import type { DeviceId, UserId } from '@skein/shared/ids';
import {
  PASSWORD_LENGTH,
  PASSWORD_MIN_LENGTH,
  SESSION_SECONDS,
  TOKEN_SECONDS,
  USERNAME_LENGTH,
  USERNAME_MIN_LENGTH,
} from '@skein/shared/limits';
import { RefusedError } from '@skein/shared/refusals';
import { APIError, betterAuth } from 'better-auth';
import { createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import { jwt } from 'better-auth/plugins/jwt';
import { username } from 'better-auth/plugins/username';
import type { JSONWebKeySet } from 'jose';
import * as z from 'zod/mini';
import type { Database } from '../directory/database.ts';

export const TOKEN_ISSUER = 'skein';

export interface Session {
  readonly user: UserId;
  /** A device is a session. */
  readonly device: DeviceId;
}

/** Values of `Set-Cookie`. */
export type Cookies = readonly string[];

export interface Credentials {
  readonly identifier: string;
  readonly password: string;
}

/** What is asked of better-auth: passwords, sessions in a cookie, signing keys. No endpoint of its own is reachable. */
export interface Auth {
  /** @throws APIError */
  signUp(person: { name: string; username: string; email: string; password: string }): Promise<Cookies>;
  /** @returns undefined when name or password is wrong */
  signIn(credentials: Credentials): Promise<Cookies | undefined>;
  /** Signs somebody in who has proved in another way who it is. */
  begin(user: UserId): Promise<Cookies>;
  /** Who a `Cookie` header is; the cookies prolong the session when they are not empty. */
  session(cookie: string): Promise<{ readonly session: Session; readonly cookies: Cookies } | undefined>;
  /** Of the person whose `Cookie` header it is. */
  isPassword(cookie: string, password: string): Promise<boolean>;
  /** What ends the session of a `Cookie` header in its browser. */
  forget(cookie: string): Promise<Cookies>;
  sign(claims: { sub: string; device: string; iat: number; exp: number }): Promise<string>;
  keys(): Promise<JSONWebKeySet>;
}

export interface AuthSettings {
  readonly database: Database;
  readonly secret: string;
  readonly secureCookies: boolean;
}

const COOKIE_PREFIX = 'skein';

export const sessionCookieName = (isSecure: boolean): string =>
  `${isSecure ? '__Secure-' : ''}${COOKIE_PREFIX}.session_token`;

/** The one thing that better-auth has no function for. */
const sessionsWithoutPassword = () => ({
  id: 'sessions-without-password',
  endpoints: {
    beginSession: createAuthEndpoint(
      '/begin-session',
      { method: 'POST', body: z.object({ user: z.string() }), metadata: { SERVER_ONLY: true } },
      async (context) => {
        const { internalAdapter } = context.context;
        const user = await internalAdapter.findUserById(context.body.user);
        const session = user && (await internalAdapter.createSession(user.id));
        if (!session) throw new RefusedError('person-unknown');
        await setSessionCookie(context, { session, user });
        return context.json({});
      },
    ),
  },
});

export const betterAuthOptions = ({ database, secret, secureCookies }: AuthSettings) => ({
  database: { db: database, type: 'sqlite' as const, transaction: true },
  secret,
  // Addresses in e-mails and redirects would be made of it; there are none of either.
  baseURL: 'http://localhost',
  telemetry: { enabled: false },
  // What goes wrong is thrown to us and logged once, where it is answered.
  logger: { disabled: true },
  emailAndPassword: {
    enabled: true,
    minPasswordLength: PASSWORD_MIN_LENGTH,
    maxPasswordLength: PASSWORD_LENGTH,
  },
  session: { expiresIn: SESSION_SECONDS },
  advanced: { cookiePrefix: COOKIE_PREFIX, useSecureCookies: secureCookies },
  plugins: [
    sessionsWithoutPassword(),
    username({ minUsernameLength: USERNAME_MIN_LENGTH, maxUsernameLength: USERNAME_LENGTH }),
    jwt({
      jwt: { issuer: TOKEN_ISSUER, audience: TOKEN_ISSUER, expirationTime: TOKEN_SECONDS },
      disableSettingJwtHeader: true,
    }),
  ],
});

const withCookie = (cookie: string): { headers: Headers; returnHeaders: true } => ({
  headers: new Headers({ cookie }),
  returnHeaders: true,
});

export const createAuth = (settings: AuthSettings): Auth => {
  const { api } = betterAuth(betterAuthOptions(settings));
  return {
    signUp: async (person) => {
      const { headers } = await api.signUpEmail({ body: person, returnHeaders: true });
      return headers.getSetCookie();
    },
    signIn: async ({ identifier, password }) => {
      try {
        const { headers } = identifier.includes('@')
          ? await api.signInEmail({ body: { email: identifier, password }, returnHeaders: true })
          : await api.signInUsername({ body: { username: identifier, password }, returnHeaders: true });
        return headers.getSetCookie();
      } catch (error) {
        // Ill-formed names and passwords have statuses of their own; all of them are simply wrong.
        if (error instanceof APIError && error.statusCode < 500) return undefined;
        throw error;
      }
    },
    begin: async (user) =>
      (await api.beginSession({ body: { user }, returnHeaders: true })).headers.getSetCookie(),
    session: async (cookie) => {
      const { headers, response } = await api.getSession(withCookie(cookie));
      if (!response) return undefined;
      const { id, userId } = response.session;
      return {
        session: { user: userId as UserId, device: id as DeviceId },
        cookies: headers.getSetCookie(),
      };
    },
    isPassword: async (cookie, password) => {
      try {
        return (await api.verifyPassword({ body: { password }, headers: new Headers({ cookie }) })).status;
      } catch (error) {
        if (error instanceof APIError && error.statusCode < 500) return false;
        throw error;
      }
    },
    forget: async (cookie) => (await api.signOut(withCookie(cookie))).headers.getSetCookie(),
    sign: async (payload) => (await api.signJWT({ body: { payload } })).token,
    keys: async () => (await api.getJwks()) as JSONWebKeySet,
  };
};

/**
 * Every way Skein says no, in one table: the machine-readable reason, the WebSocket close code it travels as, whether
 * trying again can help, and the sentence a person reads. 44xx is final (a stock y-websocket client stops), 45xx means
 * try again. HTTP problems and returned messages use the same reasons.
 */
interface Row {
  readonly code: number;
  readonly status: number;
  readonly retry: boolean;
  readonly sentence: string;
}

const final = (code: number, status: number, sentence: string): Row => ({
  code,
  status,
  retry: false,
  sentence,
});
const later = (code: number, status: number, sentence: string): Row => ({
  code,
  status,
  retry: true,
  sentence,
});

export const REFUSALS = {
  // Who is asking.
  'token-missing': final(4401, 401, 'You are not signed in here.'),
  'token-invalid': final(4402, 401, 'This sign-in is not valid. Sign in again.'),
  'token-expired': later(4501, 401, 'Your sign-in is being renewed.'),
  'device-revoked': final(4403, 401, 'This device was signed out.'),
  'origin-refused': final(4404, 403, 'This page may not talk to this relay.'),
  'sign-up-closed': final(4405, 403, 'This relay takes no new people.'),
  'invite-needed': final(4406, 403, 'You need an invite link to sign up here.'),
  'credentials-wrong': final(4407, 401, 'The name or the password is not right.'),
  'username-taken': final(4408, 409, 'This username is taken.'),
  'account-deleted': final(4412, 401, 'This account was deleted.'),
  'export-under-way': later(4505, 429, 'An export is being made already. Try again when it is there.'),
  'link-expired': final(
    4410,
    400,
    'No device shows this code now. Compare it, or get a new one on the device that you want to link.',
  ),
  'link-denied': final(4411, 400, 'The other device said no.'),
  'link-pending': later(4502, 400, 'The other device has not answered yet.'),
  'link-too-soon': later(4503, 400, 'This was asked again too soon.'),
  'main-offline': later(
    4504,
    403,
    'This device goes on as soon as a main device of yours is connected. What you write is kept here until then.',
  ),
  'email-taken': final(4409, 409, 'This e-mail address has an account already. Sign in instead.'),

  // What is asked for.
  'document-unknown': final(4420, 404, 'There is no such conversation.'),
  'room-forbidden': final(4421, 403, 'You are not in this conversation.'),
  'segment-forbidden': final(
    4422,
    403,
    'This part of the conversation is from a time when you were not in it.',
  ),
  'removed-from-room': final(4423, 403, 'You are no longer in this conversation.'),
  'not-found': final(4424, 404, 'There is nothing here.'),
  'owner-only': final(4425, 403, 'Only the owner of the group can do this.'),
  'person-unknown': final(4426, 404, 'There is nobody with this name.'),
  'channel-unknown': final(4427, 400, 'This connection has no such channel.'),
  'chain-moved': later(4520, 409, 'The conversation goes on in its next part.'),

  // What was sent.
  'frame-invalid': final(4440, 400, 'The app sent something unreadable.'),
  'update-invalid': final(4441, 400, 'The app sent something unreadable.'),
  'root-unknown': final(4442, 400, 'The app sent a change of an unknown kind.'),
  'root-forbidden': final(4443, 403, 'Only the relay may write this.'),
  'author-foreign': final(4444, 403, 'This was written in the name of somebody else.'),
  'device-foreign': final(4445, 403, 'This was written in the name of another device.'),
  'deletion-foreign': final(4446, 403, 'You cannot delete what somebody else wrote.'),
  'writer-foreign': final(4447, 403, 'This change carries the mark of somebody else.'),
  'not-an-append': final(4448, 400, 'A message can only be added at the end.'),
  'content-invalid': final(4449, 400, 'This message has a form that Skein does not know.'),
  'too-large': final(4450, 413, 'This is too long. Shorten it and send it again.'),
  'segment-full': final(4451, 409, 'There is no room for more changes to this old part of the conversation.'),
  'message-unknown': final(4452, 404, 'The message it belongs to is not there.'),
  'read-only': final(4453, 403, 'You can read this conversation, but not write to it.'),
  'too-many': final(4454, 429, 'There are too many of these already.'),
  'request-invalid': final(4455, 400, 'The request is not complete.'),
  conflict: final(4456, 409, 'This was changed in the meantime.'),

  // Policy: returned to sender.
  'word-refused': final(4460, 422, 'It contains a word that is not allowed here.'),
  'not-delivered': final(4461, 422, 'It could not be delivered.'),
  'sender-signed-out': later(4560, 409, 'The device it was written on was signed out before it was sent.'),

  // The relay's own trouble.
  'going-away': later(4530, 503, 'The relay is restarting. It will be back in a moment.'),
  'storage-failed': later(4531, 503, 'The relay could not save this. It tries again.'),
  'cannot-ask': later(4532, 503, 'The relay could not check your rights just now.'),
  'too-fast': later(4533, 429, 'That was a lot at once. It goes on in a moment.'),
  'too-slow': later(4534, 408, 'The connection was too slow.'),
  'too-many-connections': later(4535, 429, 'There are too many connections from here.'),
  'document-damaged': later(
    4536,
    503,
    'The relay cannot read this conversation. Its operator has to repair it.',
  ),
  'epoch-changed': later(
    4537,
    409,
    'The relay was restored from a backup. The conversation is fetched afresh.',
  ),
  internal: later(4539, 500, 'Something went wrong at the relay.'),
} as const satisfies Record<string, Row>;

export type Refusal = keyof typeof REFUSALS;

export const refusalRow = (refusal: Refusal): Row => REFUSALS[refusal];

const byCode = new Map<number, Refusal>(
  Object.entries(REFUSALS).map(([reason, { code }]) => [code, reason as Refusal]),
);

/** The reason behind a close code; undefined for codes that are not ours (1000, 1006 …). */
export const refusalOfCode = (code: number): Refusal | undefined => byCode.get(code);

export const isRefusal = (value: unknown): value is Refusal =>
  typeof value === 'string' && Object.hasOwn(REFUSALS, value);

/** A refusal on its way to an edge; `detail` names root and id of what was refused, never its content. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly reason: Refusal;
  readonly detail: string | undefined;

  constructor(reason: Refusal, detail?: string) {
    super(detail === undefined ? REFUSALS[reason].sentence : `${REFUSALS[reason].sentence} (${detail})`);
    this.reason = reason;
    this.detail = detail;
  }

  get retry(): boolean {
    return REFUSALS[this.reason].retry;
  }
}

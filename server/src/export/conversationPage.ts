import type { MessageId, UserId } from '@skein/shared/ids';
import { EXPORT_QUOTES } from '@skein/shared/limits';
import type { StandingMessage } from '../relay/contract.ts';
import type { ExportedConversation, Stretch } from './contents.ts';
import { html, type Markup } from './html.ts';
import { withLinks } from './links.ts';
import { PAGE_FOOT, pageHead } from './page.ts';
import type { Times } from './times.ts';

const QUOTE_LENGTH = 140;

/** One page for all of a conversation, piece by piece. */
export async function* conversationPage(
  conversation: ExportedConversation,
  stretches: AsyncIterable<Stretch>,
  times: Times,
): AsyncGenerator<string> {
  const rows = new Rows(conversation, times);
  const names = conversation.people.map(({ name }) => name).join(', ');
  yield pageHead(
    conversation.title,
    html`${names} · times are those of ${times.zone} · <a href="../index.html">all conversations</a>`,
  );
  let isEmpty = true;
  for await (const stretch of stretches) {
    if (stretch.length > 0) isEmpty = false;
    yield stretch === 'unreadable'
      ? html`<p class="gone">A part of this conversation could not be read.</p>\n`.text
      : stretch.map((message) => rows.of(message)).join('');
  }
  if (isEmpty) yield html`<p class="gone">Nothing was said here.</p>\n`.text;
  yield PAGE_FOOT;
}

/** Rows know what came before them: the day, and the messages that a reply may quote. */
class Rows {
  readonly #names: ReadonlyMap<UserId, string>;
  readonly #times: Times;
  /** The last ones, oldest first. */
  readonly #quotable = new Map<MessageId, string>();
  #day = '';

  constructor({ people }: ExportedConversation, times: Times) {
    this.#names = new Map(people.map(({ id, name }) => [id, name]));
    this.#times = times;
  }

  of(message: StandingMessage): string {
    const { id, author, text, retracted, edited, sentAt, stamp } = message;
    const day = this.#times.day(stamp.at);
    const separator = day === this.#day ? undefined : html`<h2 class="day">${day}</h2>\n`;
    this.#day = day;
    const name = this.#nameOf(author);
    const row = html`${separator}<article id="m-${id}">
<span class="author">${name}</span> <time datetime="${new Date(sentAt).toISOString()}">${this.#times.clock(stamp.at)}</time>${edited ? html` <span class="quiet">edited</span>` : undefined}
${this.#quote(message)}${
  retracted ? html`<p class="text gone">Message retracted</p>` : html`<p class="text">${withLinks(text)}</p>`
}${this.#files(message)}${this.#reactions(message)}
</article>
`;
    this.#remember(id, retracted ? 'A message that was retracted' : `${name}: ${text}`);
    return row.text;
  }

  #quote({ replyTo }: StandingMessage): Markup | undefined {
    if (replyTo === undefined) return undefined;
    const quoted = this.#quotable.get(replyTo) ?? 'An earlier message';
    return html`<blockquote><a href="#m-${replyTo}">${quoted}</a></blockquote>\n`;
  }

  #files({ attachments = [] }: StandingMessage): Markup | undefined {
    if (attachments.length === 0) return undefined;
    return html`\n<ul class="chips">${attachments.map(({ name }) => html`<li>${name}</li>`)}</ul>`;
  }

  #reactions({ reactions }: StandingMessage): Markup | undefined {
    if (reactions.size === 0) return undefined;
    const chips = [...reactions].map(
      ([emoji, users]) => html`<li>${emoji} ${users.map((user) => this.#nameOf(user)).join(', ')}</li>`,
    );
    return html`\n<ul class="chips">${chips}</ul>`;
  }

  #remember(id: MessageId, said: string): void {
    const characters = Array.from(said.slice(0, 2 * QUOTE_LENGTH));
    const short = characters.slice(0, QUOTE_LENGTH).join('');
    this.#quotable.set(id, short.length < said.length ? `${short}…` : short);
    const [oldest] = this.#quotable.keys();
    if (this.#quotable.size > EXPORT_QUOTES && oldest !== undefined) this.#quotable.delete(oldest);
  }

  #nameOf(user: UserId): string {
    return this.#names.get(user) ?? 'Somebody';
  }
}

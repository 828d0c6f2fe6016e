import { conversationJson } from './conversationJson.ts';
import { conversationPage } from './conversationPage.ts';
import type { Account, Contents, ExportedConversation } from './contents.ts';
import { html } from './html.ts';
import { PAGE_FOOT, pageHead } from './page.ts';
import type { Times } from './times.ts';

/** A file of the export; its content is made when its turn comes. */
export interface ExportedFile {
  readonly path: string;
  readonly content: () => AsyncIterable<string>;
}

/**
 * The list of what an export holds: who the person is, and for every conversation a page to read and the same as JSON.
 * Files that messages came with belong here, after their conversation.
 */
export const filesOf = async (contents: Contents, times: Times, now: number): Promise<ExportedFile[]> => {
  const account = await contents.account();
  const conversations = (await contents.conversations()).map((conversation, index) => ({
    conversation,
    path: pathOf(conversation, index + 1),
  }));
  return [
    { path: 'index.html', content: () => once(indexPage(account, conversations, times, now)) },
    { path: 'account.json', content: () => once(`${JSON.stringify(account, undefined, 2)}\n`) },
    ...conversations.flatMap(({ conversation, path }): ExportedFile[] => [
      {
        path: `${path}.html`,
        content: () => conversationPage(conversation, contents.stretches(conversation), times),
      },
      {
        path: `${path}.json`,
        content: () => conversationJson(conversation, contents.stretches(conversation)),
      },
    ]),
  ];
};

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}

/** A number keeps them apart, letters and digits of the title are for people. */
const pathOf = ({ title }: ExportedConversation, number: number): string => {
  const words = title.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  const short = [...words.join('-')].slice(0, 40).join('');
  return `conversations/${[String(number).padStart(4, '0'), ...(short === '' ? [] : [short])].join('-')}`;
};

const peopleCount = (count: number): string => (count === 1 ? 'one person' : `${count} people`);

const indexPage = (
  { profile, devices, returned }: Account,
  conversations: readonly { readonly conversation: ExportedConversation; readonly path: string }[],
  times: Times,
  now: number,
): string => {
  const rows = conversations.map(
    ({ conversation: { title, kind, people }, path }) =>
      html`<li><a href="${encodeURI(path)}.html">${title}</a> <span class="quiet">${kind === 'group' ? peopleCount(people.length) : 'direct conversation'}</span></li>\n`,
  );
  const mail = Object.values(returned ?? {}).flatMap((letter) =>
    typeof letter === 'object' && letter !== null && 'text' in letter ? [String(letter.text)] : [],
  );
  return (
    pageHead(
      `Conversations of ${profile.name}`,
      html`Exported from Skein on ${times.day(now)}, ${times.clock(now)} (${times.zone})`,
    ) +
    html`<h2>Conversations</h2>
${rows.length === 0 ? html`<p class="gone">There are none.</p>` : html`<ul class="list">\n${rows}</ul>`}
${mail.length === 0 ? undefined : html`<h2>Returned mail</h2>\n<ul class="list">${mail.map((text) => html`<li>${text}</li>`)}</ul>`}
<h2>Account</h2>
<ul class="list">
<li>Name <span>${profile.name}</span></li>
<li>Username <span>${profile.username}</span></li>
<li>E-mail address <span>${profile.email}</span></li>
<li>Signed in on <span>${devices.map(({ name }) => name).join(', ')}</span></li>
</ul>
<p class="quiet">The same and the rest, drafts and settings among it, is in account.json, for programs. So is every conversation, beside its page.</p>
`.text +
    PAGE_FOOT
  );
};

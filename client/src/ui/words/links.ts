/** Finds what can be followed in a text. Only http, https and mailto ever become a link. */
export interface TextPart {
  readonly text: string;
  readonly href?: string;
}

const CANDIDATE =
  /https?:\/\/[^\s<>"]+|mailto:[^\s<>"]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|www\.[^\s<>"]+\.[^\s<>"]+/giu;
const SAFE = new Set(['http:', 'https:', 'mailto:']);

/** Punctuation after a link belongs to the sentence, a closing bracket only if the link opened none. */
const withoutTail = (link: string): string => {
  let end = link.length;
  for (;;) {
    const last = link[end - 1];
    if (last === undefined) break;
    if ('.,;:!?\'"*_~…»”’'.includes(last)) end -= 1;
    else if (last === ')' && count(link.slice(0, end), ')') > count(link.slice(0, end), '(')) end -= 1;
    else if (last === ']' && count(link.slice(0, end), ']') > count(link.slice(0, end), '[')) end -= 1;
    else break;
  }
  return link.slice(0, end);
};

const count = (text: string, character: string): number => text.split(character).length - 1;

const hrefOf = (text: string): string | undefined => {
  const address = /^(https?:|mailto:)/i.test(text)
    ? text
    : text.includes('@') && !text.includes('/')
      ? `mailto:${text}`
      : `https://${text}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url && SAFE.has(url.protocol) ? url.href : undefined;
};

export const findLinks = (text: string): readonly TextPart[] => {
  const parts: TextPart[] = [];
  let done = 0;
  for (const match of text.matchAll(CANDIDATE)) {
    const link = withoutTail(match[0]);
    const href = hrefOf(link);
    if (href === undefined) continue;
    if (match.index > done) parts.push({ text: text.slice(done, match.index) });
    parts.push({ text: link, href });
    done = match.index + link.length;
  }
  if (done < text.length) parts.push({ text: text.slice(done) });
  return parts;
};

const MOST = 3;
/** The longest there is has 15 UTF-16 units: two people kissing, each with a tone of skin. */
const LONGEST = 16;

const MADE_OF_EMOJI = /^[\p{Emoji}\p{Emoji_Component}]+$/u;

/** Made when a text first needs it, and for one at a time: as it knows every joined sequence by name, three take 90 ms to make. */
let oneEmoji: RegExp | undefined;

const isEmoji = (grapheme: string): boolean => {
  oneEmoji ??= new RegExp('^\\p{RGI_Emoji}$', 'v');
  return oneEmoji.test(grapheme);
};

/** Up to three emoji and nothing else: shown large. */
export const isEmojiOnly = (text: string): boolean => {
  const bare = text.replace(/\s/g, '');
  if (bare.length > MOST * LONGEST || !MADE_OF_EMOJI.test(bare)) return false;
  const graphemes = Array.from(new Intl.Segmenter().segment(bare), ({ segment }) => segment);
  return graphemes.length <= MOST && graphemes.every(isEmoji);
};

/** A whole emoji as people see one, with skin tones and joined sequences; the `v` flag knows them all. */
const ONLY_EMOJI = new RegExp('^\\p{RGI_Emoji}{1,3}$', 'v');

/** Up to three emoji and nothing else: shown large. */
export const isEmojiOnly = (text: string): boolean => ONLY_EMOJI.test(text.replace(/\s/g, ''));

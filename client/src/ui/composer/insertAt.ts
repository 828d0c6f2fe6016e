/** Puts `added` in the place of what is selected, at the end where nothing is known of a caret. */
export const insertAt = (
  text: string,
  added: string,
  start = text.length,
  end = start,
): { readonly text: string; readonly caret: number } => ({
  text: text.slice(0, start) + added + text.slice(end),
  caret: start + added.length,
});

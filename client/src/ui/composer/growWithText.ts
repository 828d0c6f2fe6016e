/**
 * Makes a field as tall as its text. While it is measured its line keeps its height: otherwise the timeline above would
 * grow for a moment, and lose its place.
 */
export const growWithText = (field: HTMLTextAreaElement, line: HTMLElement): void => {
  line.style.height = `${line.offsetHeight}px`;
  field.style.height = 'auto';
  field.style.height = `${field.scrollHeight}px`;
  line.style.height = '';
};

import { html, type Piece } from './html.ts';

const ADDRESS = /https?:\/\/[^\s<>"]*[^\s<>"'.,;:!?)\]*_~…»”’]/giu;

/** A text whose web addresses can be followed; nothing else ever becomes a link. */
export const withLinks = (text: string): readonly Piece[] => {
  const pieces: Piece[] = [];
  let done = 0;
  for (const { 0: address, index } of text.matchAll(ADDRESS)) {
    if (!URL.canParse(address)) continue;
    pieces.push(text.slice(done, index), html`<a href="${address}" rel="noreferrer">${address}</a>`);
    done = index + address.length;
  }
  return [...pieces, text.slice(done)];
};

/** Text of the page, line by line as the browser has broken it. */

import type { Stroke } from "./boxes";

interface Line {
  text: string;
  readonly box: DOMRect;
}

const SPACES = /\s+/gu;

/** A text with the style of the element that it stands in. */
export function textStrokes(node: Text, style: CSSStyleDeclaration): readonly Stroke[] {
  const font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  const isUpper = style.textTransform === "uppercase";
  return linesOf(node).map(({ text, box }) => (context) => {
    context.font = font;
    context.fillStyle = style.color;
    context.textBaseline = "alphabetic";
    context.textAlign = "left";
    const shown = isUpper ? text.toUpperCase() : text;
    const { fontBoundingBoxAscent: ascent, fontBoundingBoxDescent: descent } = context.measureText(shown);
    context.fillText(shown, box.left, box.top + (box.height - ascent - descent) / 2 + ascent);
  });
}

/** The lines that the browser has made of a text, each with its place. */
function linesOf(node: Text): readonly Line[] {
  const lines: Line[] = [];
  const range = document.createRange();
  for (const { index, word } of wordsOf(node.data)) {
    range.setStart(node, index);
    range.setEnd(node, index + word.length);
    const [box] = range.getClientRects();
    const line = lines.at(-1);
    const isShown = box !== undefined && box.width > 0;
    if (isShown && line !== undefined && Math.abs(line.box.top - box.top) < 2) {
      line.text += ` ${word}`;
    } else if (isShown) {
      lines.push({ text: word, box });
    }
  }
  return lines;
}

/** The words of a text, and where in it they begin. */
export function wordsOf(text: string): ReadonlyArray<{ readonly index: number; readonly word: string }> {
  let index = 0;
  const words: { index: number; word: string }[] = [];
  for (const word of text.split(SPACES)) {
    index = text.indexOf(word, index);
    if (word !== "") {
      words.push({ index, word });
    }
    index += word.length;
  }
  return words;
}

const adopted = new Set<string>();

/** Gives the page the looks of a part that is loaded later; parts that share some bring them once. */
export function adoptStyle(css: string): void {
  if (!adopted.has(css)) {
    adopted.add(css);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets.push(sheet);
  }
}

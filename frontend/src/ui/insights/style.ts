import style from "../styles/insights.css?inline";

let isAdopted = false;

/** Adds the looks of the pane to the page, once. */
export function adoptStyle(): void {
  if (!isAdopted) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    document.adoptedStyleSheets.push(sheet);
    isAdopted = true;
  }
}

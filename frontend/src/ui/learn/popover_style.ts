import style from "../styles/explanation_box.css?inline";

let isAdopted = false;

/** Adds the looks of explanations to the page, once. */
export function adoptStyle(): void {
  if (!isAdopted) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    isAdopted = true;
  }
}

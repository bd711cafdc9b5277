declare module "virtual:color-tables" {
  /** RGB bytes of evenly spaced stops in base 64, by scheme and theme. */
  type Tables = Readonly<
    Record<import("./store/settings").ColorScheme, Readonly<Record<import("./store/state").Theme, string>>>
  >;
  /** From the lowest value to the highest, ever brighter. */
  export const sequential: Tables;
  /** Two hues, and between them a neutral middle. */
  export const diverging: Tables;
}

declare module "virtual:explanations" {
  /** What the content files say of each subject. */
  export const texts: Readonly<Record<string, import("../build/explanation_parser").ExplanationTexts>>;
  /** The address of the fuller page. */
  export const page: string;
}

declare module "virtual:standalone" {
  /** Where the program of exported pages lies, below the folder of the plugin's routes. */
  export const path: string;
  /** How large it is when it is packed; 0 where that is not known. */
  export const packedBytes: number;
  /** Where the licences of other people's work in it lie. */
  export const licensesPath: string;
  /** How long they are. */
  export const licensesBytes: number;
}

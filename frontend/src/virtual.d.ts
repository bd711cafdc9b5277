declare module "virtual:color-tables" {
  /** RGBA bytes of 256 texels for a dark page. */
  export const dark: Uint8Array;
  /** RGBA bytes of 256 texels for a light page. */
  export const light: Uint8Array;
}

/** Both sides of a sound, equally long. */
export type Sides = { readonly left: Float32Array; readonly right: Float32Array }

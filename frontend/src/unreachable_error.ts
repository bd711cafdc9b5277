/** TensorBoard does not answer, or its answer broke off. */
export class UnreachableError extends Error {}

/** A page that does not exist has nothing to do. */
export {};

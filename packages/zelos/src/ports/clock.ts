/** The only source of the current time below the edge. */
export interface Clock {
  now(): Date;
}

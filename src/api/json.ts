/** Any JSON value. Objects that leave the API server are never changed afterwards: treat them as read-only. */
export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };
export type JsonObject = { readonly [key: string]: Json | undefined };

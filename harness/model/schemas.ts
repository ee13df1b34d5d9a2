/** The generated JSON Schemas: `${singular}.sent|received|list|patch`, `status`, `watchevent`, `deleteoptions`. */
export interface Schemas {
  validate(name: string, value: unknown): { path: string; message: string }[];
}

// Reads an OpenAPI document from the standard input and writes the TypeScript types of its schemas.
import { text } from "node:stream/consumers";
import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";

const BLOB = ts.factory.createTypeReferenceNode("Upload");

const tree = await openapiTS(await text(process.stdin), {
  rootTypes: true,
  rootTypesNoSchemaPrefix: true,
  inject: 'import type { Upload } from "./index.js";',
  transform: (schema) => (schema.format === "binary" ? BLOB : undefined),
});
process.stdout.write(astToString(tree));

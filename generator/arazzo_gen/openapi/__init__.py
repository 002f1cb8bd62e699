"""What steps reach of the OpenAPI documents: operations, schemas, servers, security."""

def _refuse_doctype(*_: object) -> None:
    raise ValueError("an XML document with a document type")

"""The registry of diagnostic codes. A code never changes meaning.

AZ0xx reading files; AZ1xx structure of an Arazzo document; AZ2xx sources, operations and other
names; AZ3xx runtime expressions; AZ4xx conditions; AZ5xx control flow; AZ6xx requests;
AZ7xx types; AZ8xx OpenAPI documents; AZ9xx output.

Each has an explanation in `explanations/`, whose wrong document gives that finding alone and whose
right document gives none. `make docs` then writes what is expected of it.
"""

from __future__ import annotations

from typing import Literal

from arazzo_gen.record import record


@record
class Code:
    """One kind of finding.

    Attributes:
        severity: How bad it is unless the place says otherwise.
        summary: What it is about, in a line.
    """

    severity: Literal["error", "warning", "note"]
    summary: str


_READING = {
    "AZ001": Code("error", "a file cannot be read"),
    "AZ002": Code("error", "a file is not YAML or JSON"),
    "AZ003": Code("error", "a key is there twice"),
    "AZ004": Code("error", "a file lies outside the folders that may be read"),
    "AZ005": Code("error", "a document uses YAML that has no JSON counterpart"),
    "AZ006": Code("error", "a document is nested too deeply or expands to too much"),
    "AZ007": Code("warning", "a comment that ignores findings does nothing"),
    "AZ010": Code("error", "a document on the network cannot be fetched"),
    "AZ011": Code("error", "a URL or an address is not one to fetch documents from"),
    "AZ012": Code("error", "a document on the network has changed since it was locked"),
    "AZ013": Code("error", "the lock file cannot be read"),
    "AZ014": Code("error", "a document from the network names a file of this machine"),
}

_STRUCTURE = {
    "AZ101": Code("error", "the document is not an Arazzo document"),
    "AZ102": Code("error", "a required field is missing"),
    "AZ103": Code("error", "a value has the wrong type"),
    "AZ104": Code("error", "a field is not one of the specification's"),
    "AZ105": Code("error", "an id or name is there twice"),
    "AZ106": Code("error", "a value is not one of those allowed"),
    "AZ107": Code("error", "something that must not be empty is empty"),
    "AZ108": Code("error", "a step says nothing to call, or more than one thing"),
    "AZ109": Code("warning", "a field belongs to a later version of the specification"),
    "AZ110": Code("error", "an unsupported extension changes what runs"),
    "AZ111": Code("error", "a name has characters that are not allowed"),
    "AZ112": Code("warning", "an id or name has characters that are not recommended"),
    "AZ113": Code("error", "a field does not belong where it stands"),
    "AZ114": Code("error", "an action has no target, or one too many"),
    "AZ115": Code("warning", "a success action retries"),
    "AZ116": Code("error", "a reference to a component is wrong"),
    "AZ117": Code("error", "a number is out of its range"),
    "AZ118": Code("warning", "a delay in seconds looks like milliseconds"),
    "AZ119": Code("error", "a dependency is not written as a reference"),
    "AZ120": Code("error", "the document's own URI is wrong"),
    "AZ121": Code("error", "something else stands where a runtime expression must"),
    "AZ122": Code("warning", "the context of a simple condition has no effect"),
    "AZ123": Code("warning", "an output is a constant"),
    "AZ124": Code("warning", "the version is not written in full"),
    "AZ125": Code("warning", "an extension that other tools act on is not supported"),
}

_NAMES = {
    "AZ201": Code("error", "a source description's document cannot be found"),
    "AZ202": Code("error", "an operation does not exist"),
    "AZ203": Code("error", "a step does not exist"),
    "AZ204": Code("error", "a workflow does not exist"),
    "AZ205": Code("error", "a step needs AsyncAPI"),
    "AZ206": Code("error", "a source description's document is on the network"),
    "AZ207": Code("error", "an operation is in several sources"),
    "AZ208": Code("warning", "an operation or a workflow is named in a dialect"),
    "AZ209": Code("error", "an operationId stands several times in its document"),
    "AZ210": Code("error", "an operationPath cannot be read"),
    "AZ211": Code("error", "a source description does not exist"),
    "AZ212": Code("error", "workflows call each other in a circle"),
}

_EXPRESSIONS = {
    "AZ301": Code("error", "a runtime expression cannot be read"),
    "AZ302": Code("error", "an expression names something that does not exist"),
    "AZ303": Code("warning", "an expression is written in a dialect"),
    "AZ304": Code("error", "an expression reads a step that has not run yet"),
    "AZ305": Code("warning", "an expression reads a step that may not have run, or has failed"),
    "AZ306": Code("warning", "text that looks like an expression is none"),
}

_CONDITIONS = {
    "AZ401": Code("error", "a condition cannot be read"),
    "AZ402": Code("warning", "a condition is written in a dialect"),
    "AZ403": Code("error", "a JSONPath or JSON Pointer cannot be read"),
    "AZ404": Code("error", "a regular expression cannot be read"),
    "AZ405": Code("error", "an XPath cannot be read"),
    "AZ406": Code("note", "an XPath needs a library in the generated module"),
    "AZ407": Code("warning", "a regular expression takes very long on some strings, or may"),
}

_FLOW = {
    "AZ501": Code("error", "an action's target does not exist"),
    "AZ502": Code("warning", "a loop has no way out"),
    "AZ503": Code("warning", "a step can never run"),
    "AZ504": Code("error", "steps depend on each other in a circle"),
    "AZ505": Code("error", "a step depends on one that has not run"),
    "AZ506": Code("warning", "a step depends on one that may not have run"),
    "AZ507": Code("warning", "a POST may be sent again after no response came"),
    "AZ508": Code("warning", "an action can never be taken"),
    "AZ509": Code("warning", "the criteria of an action exclude each other, or those of its step"),
}

_REQUESTS = {
    "AZ601": Code("error", "a required parameter is missing"),
    "AZ602": Code("warning", "a parameter is not declared by the operation"),
    "AZ603": Code("error", "a path parameter is not in the path"),
    "AZ604": Code("warning", "an operation takes no such request body"),
    "AZ605": Code("error", "a replacement's target cannot be read"),
    "AZ606": Code("warning", "a payload has a property that the schema does not have"),
    "AZ607": Code("warning", "a payload is not what its content type says"),
    "AZ608": Code("error", "a called workflow does not get the inputs it needs"),
    "AZ609": Code("warning", "a called workflow has no such input"),
    "AZ610": Code("warning", "a source has no absolute server URL"),
    "AZ612": Code("warning", "a replacement's target is not in the payload"),
    "AZ611": Code("warning", "a payload lacks a property that the schema requires"),
    "AZ613": Code("error", "a text cannot stand in an HTTP header"),
    "AZ614": Code("error", "a value in a path is empty"),
    "AZ615": Code("error", "a name is none in XML"),
    "AZ616": Code("warning", "a required parameter is left to the caller"),
}

_TYPES = {
    "AZ701": Code("warning", "a pointer leads nowhere in the schema"),
    "AZ702": Code("warning", "a step's success criteria allow no declared response"),
    "AZ703": Code("warning", "a constant is none of the values that a schema lists"),
    "AZ704": Code("warning", "a polling loop leaves a value to what follows"),
    "AZ705": Code("warning", "a value is of another kind than the operation takes"),
    "AZ706": Code("warning", "a body is of another kind than a pointer or query reads"),
    "AZ711": Code("warning", "the inputs of a workflow are not an object schema"),
    "AZ712": Code("warning", "`required` is a boolean, as in an old draft of JSON Schema"),
    "AZ713": Code("warning", "`required` names a property that is not declared"),
    "AZ714": Code("warning", "nothing reads an input"),
    "AZ715": Code("warning", "a default is not allowed by its schema"),
    "AZ716": Code("warning", "two inputs differ in case alone"),
}

_OPENAPI = {
    "AZ801": Code("warning", "an OpenAPI document is not valid"),
    "AZ802": Code("warning", "a $ref leads nowhere"),
    "AZ803": Code("warning", "a $ref leads back to itself"),
    "AZ804": Code("warning", "a $ref leads to the network"),
    "AZ805": Code("error", "a document is not an OpenAPI document"),
    "AZ806": Code("warning", "a part of an operation cannot be read and is left out"),
    "AZ807": Code("warning", "a security scheme does not exist"),
    "AZ808": Code("warning", "a server's URL cannot be filled in"),
    "AZ809": Code("error", "a version of OpenAPI is not supported"),
    "AZ810": Code("warning", "no parameter declares a part of a path"),
    "AZ811": Code("warning", "an OpenAPI document cannot be validated"),
    "AZ812": Code("warning", "a path has no place for a parameter"),
    "AZ813": Code("warning", "a server's URL or the default of its variable is a placeholder"),
    "AZ814": Code("note", "a path has a query or a fragment"),
}

_OUTPUT: dict[str, Code] = {
    "AZ901": Code("error", "two workflows would be written to one file"),
    "AZ902": Code("error", "a file in the way was not written by arazzo-gen"),
    "AZ903": Code("error", "the output cannot be written"),
    "AZ904": Code("error", "a file of the output is out of date"),
    "AZ905": Code("error", "no document makes a file of the output any more"),
    "AZ906": Code("error", "a workflow has no durable form"),
    "AZ907": Code("warning", "a durable run sends a request again to get a secret"),
}

GROUPS: dict[str, dict[str, Code]] = {
    "Reading files": _READING,
    "Structure of an Arazzo document": _STRUCTURE,
    "Sources, operations and other names": _NAMES,
    "Runtime expressions": _EXPRESSIONS,
    "Conditions": _CONDITIONS,
    "Control flow": _FLOW,
    "Requests": _REQUESTS,
    "Types": _TYPES,
    "OpenAPI documents": _OPENAPI,
    "Output": _OUTPUT,
}
"""The codes, by what they are about."""

CODES: dict[str, Code] = {name: code for codes in GROUPS.values() for name, code in codes.items()}
"""Every code."""

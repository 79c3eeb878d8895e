@client
Feature: What a client makes of a ReverseHello (Part 6, 7.1.2.6)

  @quick @RC-020
  Scenario: [1] A wanted ReverseHello is answered with Hello
    Given the client listens
    When our server dials and sends ReverseHello
    Then the client sends Hello

  @RC-011
  Scenario Outline: [2] EndpointUrl comes back byte for byte: <url>
    Given the wanted server has
      | EndpointUrl | <url> |
    And a client that waits for Acknowledge
    Then the client sends Hello to our server with
      | EndpointUrl | <url> |

    Examples:
      | url                                      |
      | opc.tcp://wanted.example:4840/wanted     |
      | opc.tcp://Mixed.Case.Example:4840/Path   |
      | opc.tcp://no-slash.example:4840          |
      | opc.tcp://escaped.example:4840/a%20b%2Fc |
      | opc.tcp://[::1]:4840/v6                  |
      | opc.tcp://no-port.example                |

  @RC-041
  Scenario: [3] Hello states buffers of 8192 bytes at least
    Given a client that waits for Acknowledge
    Then the client sends Hello to our server with
      | ReceiveBufferSize | at least 8192 |
      | SendBufferSize    | at least 8192 |

  @RC-007 @requires:accept-any
  Scenario Outline: [4] A ServerUri of <bytes> bytes is accepted
    Given the client listens for any server
    When our server dials and sends ReverseHello with
      | ServerUri | bytes(<bytes>) |
    Then the client sends Hello

    Examples:
      | bytes |
      | 1     |
      | 100   |
      | 4095  |

  @RC-007 @requires:accept-any
  Scenario Outline: [5] A ServerUri of <bytes> bytes is refused
    Given the client listens for any server
    When our server dials and sends ReverseHello with
      | ServerUri | bytes(<bytes>) |
    Then the client refuses our server with Error BadTcpEndpointUrlInvalid
    And the client still serves a real server

    Examples:
      | bytes |
      | 4097  |
      | 8000  |

  @RC-012 @requires:accept-any
  Scenario Outline: [6] An EndpointUrl of <bytes> bytes is refused
    Given the client listens for any server
    When our server dials and sends ReverseHello with
      | EndpointUrl | urlbytes(<bytes>) |
    Then the client refuses our server with Error BadTcpEndpointUrlInvalid
    And the client still serves a real server

    Examples:
      | bytes |
      | 4097  |
      | 8000  |

  @RC-012 @requires:accept-any
  Scenario: [7] An EndpointUrl of 4095 bytes is accepted and comes back whole
    Given the client listens for any server
    When our server dials and sends ReverseHello with
      | EndpointUrl | urlbytes(4095) |
    Then the client sends Hello to our server with
      | EndpointUrl | urlbytes(4095) |

  @RC-008 @dialect:spec @requires:filter-server-uri
  Scenario: [8] An unknown server is refused with BadTcpEndpointUrlInvalid
    Given the client listens for the server's URI
    When our server dials and sends ReverseHello with
      | ServerUri | a stranger's URI |
    Then the client refuses our server within its hold time with Error BadTcpEndpointUrlInvalid

  @RC-013 @dialect:spec @requires:filter-endpoint-url
  Scenario: [9] An unknown resource is refused with BadTcpEndpointUrlInvalid
    Given the client listens for the server's endpoint URL
    When our server dials and sends ReverseHello with
      | EndpointUrl | a stranger's URL |
    Then the client refuses our server within its hold time with Error BadTcpEndpointUrlInvalid

  Scenario Outline: [10] A ReverseHello with <field> <value> is refused
    Given the client listens
    When our server dials and sends ReverseHello with
      | <field> | <value> |
    Then the client refuses our server within its first-message timeout
    And the client still serves a real server

    @RC-003
    Examples: a size that its fields contradict
      | field       | value    |
      | MessageSize | 0        |
      | MessageSize | 7        |
      | MessageSize | 8        |
      | MessageSize | 12       |
      | MessageSize | one less |

    @RC-023 @requires:first-message-timeout
    Examples: a size of which the rest never comes
      | field       | value      |
      | MessageSize | one more   |
      | MessageSize | 2147483647 |

    @RC-028
    Examples: fields that do not fit into it
      | field       | value            |
      | ServerUri   | lies(5000)       |
      | ServerUri   | lies(2147483647) |
      | EndpointUrl | lies(60)         |
      | EndpointUrl | lies(2147483647) |

  @RC-004
  Scenario: [11] A ReverseHello that states 2^32-1 bytes is refused without waiting for them
    Given the client listens
    When our server dials and sends ReverseHello with
      | MessageSize | max |
    Then the client refuses our server
    And the client still serves a real server

  # The clause gives no other time for what is no ReverseHello.
  @RC-019
  Scenario Outline: [12] <message> as the first message is refused
    Given the client listens
    When our server dials and sends <message>
    Then the client refuses our server within its first-message timeout
    And the client still serves a real server

    Examples:
      | message                 |
      | Hello                   |
      | Acknowledge             |
      | OpenSecureChannel       |
      | Message                 |
      | CloseSecureChannel      |
      | Error                   |
      | HTTP request            |
      | message of unknown type |

  @RC-020
  Scenario: [13] A ReverseHello in one-byte pieces is understood
    Given the client listens
    When our server dials and sends a ReverseHello in pieces of 1 byte
    Then the client sends Hello

  @RC-016
  Scenario: [14] The client uses the server's socket and dials nobody itself
    Given the wanted server's EndpointUrl leads to a trap
    And a client that waits for Acknowledge
    Then nobody walks into the trap for 500 ms

  # A client that takes any server may take it; its Hello must then say the same, which is judged on the record (RC-011).
  @RC-028 @requires:accept-any
  Scenario Outline: [15] A ReverseHello with <field> <value> is refused, or its EndpointUrl comes back
    Given the client listens for any server
    When our server dials and sends ReverseHello with
      | <field> | <value> |
    Then the client answers our server with Hello or refuses it
    And the client still serves a real server

    Examples:
      | field       | value |
      | EndpointUrl | null  |
      | EndpointUrl | empty |
      | ServerUri   | null  |
      | ServerUri   | empty |

  # So many bytes are several segments: a client that closes at the first may have its Error swallowed by a reset. The code is judged above.
  @requires:accept-any
  Scenario Outline: [16] <field> of 65535 bytes is refused
    Given the client listens for any server
    When our server dials and sends ReverseHello with
      | <field> | <value> |
    Then the client refuses our server
    And the client still serves a real server

    @RC-007
    Examples: ServerUri
      | field     | value        |
      | ServerUri | bytes(65535) |

    @RC-012
    Examples: EndpointUrl
      | field       | value           |
      | EndpointUrl | urlbytes(65535) |

  # Neither allowed ("less than 4096") nor to be refused ("exceeds 4096"): only to be left without an answer is wrong.
  @RC-023 @requires:accept-any
  Scenario Outline: [17] <field> of 4096 bytes does no harm
    Given the client listens for any server
    When our server dials and sends ReverseHello with
      | <field> | <value> |
    Then the client answers our server with Hello or refuses it

    Examples:
      | field       | value          |
      | ServerUri   | bytes(4096)    |
      | EndpointUrl | urlbytes(4096) |

  @RC-007 @requires:accept-any
  Scenario: [18] A ServerUri is measured in bytes: 4095 bytes of two-byte characters are accepted
    Given the client listens for any server
    When our server dials and sends ReverseHello with
      | ServerUri | utf8bytes(4095) |
    Then the client sends Hello

  @RC-007 @requires:accept-any
  Scenario: [19] A ServerUri is measured in bytes: 4097 bytes of two-byte characters are refused
    Given the client listens for any server
    When our server dials and sends ReverseHello with
      | ServerUri | utf8bytes(4097) |
    Then the client refuses our server with Error BadTcpEndpointUrlInvalid

  # The fourth byte is ignored by the reader, or not: Part 6 gives no verdict. A ReverseHello came, or did not come in time.
  @RC-023
  Scenario Outline: [20] A fourth byte <byte> in ReverseHello does no harm
    Given the client listens
    When our server dials and sends ReverseHello with
      | Fourth byte | <byte> |
    Then the client answers our server with Hello or refuses it

    Examples:
      | byte |
      | C    |
      | f    |

  # A length of -1 is null (Part 6, 5.2.2.4); of -2 nothing is said.
  @RC-028 @requires:accept-any
  Scenario Outline: [21] <field> with <what> does no harm
    Given the client listens for any server
    When our server dials and sends ReverseHello with
      | <field> | <value> |
    Then the client answers our server with Hello or refuses it
    And the client still serves a real server

    Examples:
      | field       | what             | value                         |
      | ServerUri   | bytes not UTF-8  | hex(75726e3afffe)             |
      | EndpointUrl | bytes not UTF-8  | hex(6f70632e7463703a2f2fc328) |
      | ServerUri   | a NUL character  | hex(75726e3a610062)           |
      | ServerUri   | a length of -2   | lies(-2)                      |
      | EndpointUrl | a length of -2   | lies(-2)                      |
      | EndpointUrl | no form of a URL | no url at all                 |

  @RC-003
  Scenario: [22] Bytes after EndpointUrl inside the message do no harm
    Given the client listens
    When our server dials and sends ReverseHello with
      | Trailing | 16 |
    Then the client answers our server with Hello or refuses it
    And the client still serves a real server

  # It gets its time for what it says to the second message, which is judged on the record.
  @RC-020
  Scenario Outline: [23] ReverseHello and <message> in one segment do no harm
    Given the client listens
    When our server dials and sends ReverseHello and <message> in one segment
    Then the client answers our server with Hello or refuses it
    And the client may answer our server
    And the client still serves a real server

    Examples:
      | message      |
      | ReverseHello |
      | Acknowledge  |
      | HTTP request |

  @RC-014 @requires:filter-server-uri
  Scenario: [24] An EndpointUrl that GetEndpoints does not return is used all the same
    Given the client listens for the server's URI
    When a real server dials the client, whose EndpointUrl is in no GetEndpoints response
    Then the client opens a session on the real server

  @RC-015 @requires:accept-any
  # One after the other: a client may serve one server at a time.
  Scenario: [25] Two servers that differ only in EndpointUrl are distinguished
    Given the client listens for any server
    When our server dials and sends ReverseHello
    Then the client sends Hello to our server with
      | EndpointUrl | the wanted server's URL |
    When our server closes the connection
    And our server B dials and sends ReverseHello with
      | EndpointUrl | a stranger's URL |
    Then the client sends Hello to our server B with
      | EndpointUrl | a stranger's URL |

  @RC-027 @requires:hold-two
  Scenario: [26] One connection more than the client can hold is refused with BadServerTooBusy
    Given the client listens and holds two connections at most
    When our server B dials and sends ReverseHello with
      | ServerUri   | a stranger's URI |
      | EndpointUrl | a stranger's URL |
    And our server C dials and sends ReverseHello with
      | ServerUri   | a stranger's URI |
      | EndpointUrl | a stranger's URL |
    Then the client keeps the connection of our server C open for 100 ms
    When our server D dials and sends ReverseHello with
      | ServerUri   | a stranger's URI |
      | EndpointUrl | a stranger's URL |
    Then the client refuses our server D with Error BadServerTooBusy
    And the client keeps the connection of our server B open for 100 ms
    And the client keeps the connection of our server C open for 100 ms
    And the client still serves a real server

  @RC-046 @requires:filter-server-uri @requires:filter-endpoint-url
  Scenario: [27] A server of which ServerUri and EndpointUrl are wanted gets Hello
    Given the client listens for the server's URI and endpoint URL
    When our server dials and sends ReverseHello
    Then the client sends Hello

  @RC-046 @requires:filter-server-uri @requires:filter-endpoint-url
  Scenario Outline: [28] A server of which <what> gets no Hello
    Given the client listens for the server's URI and endpoint URL
    When our server dials and sends ReverseHello with
      | <field> | <value> |
    Then the client refuses our server within its hold time

    Examples:
      | what                           | field       | value            |
      | only the ServerUri is wanted   | EndpointUrl | a stranger's URL |
      | only the EndpointUrl is wanted | ServerUri   | a stranger's URI |

  @RC-052 @requires:several-listen-urls
  Scenario: [29] The client listens at each of its URLs
    Given a client that waits for Acknowledge at two URLs
    When our server closes the connection
    And our server B dials the 2nd URL
    And our server B sends ReverseHello
    Then the client sends Hello to our server B with
      | EndpointUrl | the wanted server's URL |

  @RC-053 @requires:rcp-url
  Scenario: [30] A URL with the prefix rcp+ is one at which the client listens
    Given the client listens at a URL with the prefix rcp+
    When our server dials and sends ReverseHello
    Then the client sends Hello

  @RC-002
  Scenario: [31] The fourth byte of Hello is F
    Given a client that waits for Acknowledge
    Then the client sends Hello to our server with
      | Fourth byte | F |

  # What it says is judged on the record. To say nothing breaks neither: it is RC-019, if anything.
  Scenario Outline: [32] If <message> makes the client send an Error, its code is Bad and its Reason 4096 bytes at most
    Given the client listens
    When our server dials and sends <message>
    Then the client may answer our server

    @RC-039
    Examples: the length of the Reason
      | message      |
      | HTTP request |

    @RC-043
    Examples: the code
      | message |
      | Hello   |

  @RC-028 @requires:filter-server-uri
  Scenario: [33] A server whose URI is not accepted gets no Hello
    Given the client listens for the server's URI
    When our server dials and sends ReverseHello with
      | ServerUri | a stranger's URI |
    Then the client refuses our server within its hold time

  # For clients that take no server but the ones that they want: what is wanted is right, the other field is too long. Some compare both
  # fields whatever they are told: they are told the one that is to be accepted, too.
  @RC-007 @requires:filter-endpoint-url
  Scenario Outline: [34] A ServerUri of <bytes> bytes is refused beside a wanted EndpointUrl
    Given the client listens for the server's endpoint URL
    When our server dials and sends ReverseHello with
      | ServerUri | bytes(<bytes>) |
    Then the client refuses our server with Error BadTcpEndpointUrlInvalid
    And the client still serves a real server

    Examples:
      | bytes |
      | 4097  |
      | 8000  |

  @RC-007 @requires:filter-endpoint-url
  Scenario: [35] A ServerUri of 4095 bytes is accepted beside a wanted EndpointUrl
    Given the wanted server has
      | ServerUri | bytes(4095) |
    And the client listens for the server's endpoint URL
    When our server dials and sends ReverseHello
    Then the client sends Hello

  @RC-012 @requires:filter-server-uri
  Scenario Outline: [36] An EndpointUrl of <bytes> bytes is refused beside a wanted ServerUri
    Given the client listens for the server's URI
    When our server dials and sends ReverseHello with
      | EndpointUrl | urlbytes(<bytes>) |
    Then the client refuses our server with Error BadTcpEndpointUrlInvalid
    And the client still serves a real server

    Examples:
      | bytes |
      | 4097  |
      | 8000  |

  @RC-012 @requires:filter-server-uri
  Scenario: [37] An EndpointUrl of 4095 bytes comes back whole beside a wanted ServerUri
    Given the wanted server has
      | EndpointUrl | urlbytes(4095) |
    And the client listens for the server's URI
    When our server dials and sends ReverseHello
    Then the client sends Hello to our server with
      | EndpointUrl | urlbytes(4095) |

  @RC-028 @requires:filter-server-uri
  Scenario: [38] A ReverseHello whose fields do not fit into it is refused beside a filter, and keeps nobody out
    Given the client listens for the server's URI
    When our server B dials and sends ReverseHello with
      | EndpointUrl | lies(60) |
    Then the client refuses our server B within its first-message timeout
    When our server dials and sends ReverseHello
    Then the client sends Hello

  # A client that had a session knows the URL of the endpoint that it has chosen, too.
  @RC-011 @requires:filter-server-uri
  Scenario: [39] The EndpointUrl comes back after a loss as well, whatever GetEndpoints returned
    Given the client listens for the server's URI
    When a real server dials the client, whose EndpointUrl is in no GetEndpoints response
    And the client opens a session on the real server
    And the real server drops the session's connection
    And the client opens a session on the real server again
    Then the client has repeated the EndpointUrl of the real server in every Hello

@client
Feature: What a client makes of a ReverseHello (Part 6, 7.1.2.6)

  @RC-011 @RC-020
  Scenario: [1] A wanted ReverseHello is answered with Hello that repeats its EndpointUrl
    Given the client listens
    When our server dials and sends ReverseHello
    Then the client sends Hello to our server with
      | EndpointUrl | the wanted server's URL |

  @RC-011
  Scenario Outline: [2] EndpointUrl comes back byte for byte: <url>
    Given the wanted server has
      | EndpointUrl | <url> |
    And the client listens
    When our server dials and sends ReverseHello
    Then the client sends Hello to our server with
      | EndpointUrl | <url> |

    Examples:
      | url                                      |
      | opc.tcp://Mixed.Case.Example:4840/Path   |
      | opc.tcp://no-slash.example:4840          |
      | opc.tcp://escaped.example:4840/a%20b%2Fc |
      | opc.tcp://[::1]:4840/v6                  |
      | opc.tcp://no-port.example                |

  @RC-041 @RC-002
  Scenario: [3] Hello has the form of Part 6, 7.1.2.3
    Given the client listens
    When our server dials and sends ReverseHello
    Then the client sends Hello to our server with
      | Fourth byte       | F             |
      | ReceiveBufferSize | at least 8192 |
      | SendBufferSize    | at least 8192 |
      | Trailing          | 0             |

  @RC-007 @requires:accept-any
  Scenario Outline: [4] A ServerUri of <bytes> bytes is accepted
    Given the client listens for any server
    When our server dials and sends ReverseHello with
      | ServerUri | bytes(<bytes>) |
    Then the client sends Hello

    Examples:
      | bytes |
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
    Then the client refuses our server after its hold time with Error BadTcpEndpointUrlInvalid

  @RC-013 @dialect:spec @requires:filter-endpoint-url
  Scenario: [9] An unknown resource is refused with BadTcpEndpointUrlInvalid
    Given the client listens for the server's endpoint URL
    When our server dials and sends ReverseHello with
      | EndpointUrl | a stranger's URL |
    Then the client refuses our server after its hold time with Error BadTcpEndpointUrlInvalid

  @RC-003 @RC-028
  Scenario Outline: [10] A ReverseHello with <field> <value> is refused
    Given the client listens
    When our server dials and sends ReverseHello with
      | <field> | <value> |
    Then the client refuses our server within its first-message timeout
    And the client still serves a real server

    Examples:
      | field       | value      |
      | MessageSize | 0          |
      | MessageSize | 7          |
      | MessageSize | 8          |
      | MessageSize | one less   |
      | MessageSize | 2147483647 |
      | ServerUri   | lies(5000) |
      | EndpointUrl | lies(-2)   |

  @RC-004
  Scenario: [11] A ReverseHello that states 2^32-1 bytes is refused without waiting for them
    Given the client listens
    When our server dials and sends ReverseHello with
      | MessageSize | max |
    Then the client refuses our server
    And the client still serves a real server

  @RC-019
  Scenario Outline: [12] <message> as the first message is refused
    Given the client listens
    When our server dials and sends <message>
    Then the client refuses our server
    And the client still serves a real server

    Examples:
      | message                 |
      | Hello                   |
      | Acknowledge             |
      | OpenSecureChannel       |
      | Message                 |
      | CloseSecureChannel      |
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
    And the client listens
    When our server dials and sends ReverseHello
    Then the client sends Hello
    And nobody walks into the trap for 500 ms

  @RC-028 @requires:accept-any
  Scenario Outline: [15] A ReverseHello with <field> <value> is refused
    Given the client listens for any server
    When our server dials and sends ReverseHello with
      | <field> | <value> |
    Then the client refuses our server
    And the client still serves a real server

    Examples:
      | field       | value |
      | ServerUri   | null  |
      | ServerUri   | empty |
      | EndpointUrl | null  |
      | EndpointUrl | empty |

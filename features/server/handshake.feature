@server
Feature: Handshake on a connection that the server opened (Part 6, 7.1.3)
  After the ReverseHello all goes as if the client had dialed.

  @RC-021
  Scenario: [1] Hello is answered with Acknowledge
    Given a waiting connection
    When our client answers Hello
    Then the server sends Acknowledge with
      | Fourth byte       | F             |
      | ReceiveBufferSize | at least 8192 |
      | SendBufferSize    | at least 8192 |

  # Part 6, 7.1.2.4 (1.05): ReceiveBufferSize of Acknowledge "shall not be larger than the SendBufferSize requested in the Hello",
  # and SendBufferSize not than its ReceiveBufferSize: crossed, as what one side sends the other must be able to receive. 1.04 only says
  # "what the Client requested", which some read as the field of the same name; with unequal sizes that breaks 1.05.
  @RC-021
  Scenario Outline: [2] Acknowledge obeys a ReceiveBufferSize of <receive> and a SendBufferSize of <send>
    Given a waiting connection
    When our client answers Hello with
      | ReceiveBufferSize | <receive> |
      | SendBufferSize    | <send>    |
    Then the server sends Acknowledge with
      | ReceiveBufferSize | at most <send>    |
      | SendBufferSize    | at most <receive> |

    Examples:
      | receive    | send       |
      | 8192       | 8192       |
      | 8193       | 8193       |
      | 16384      | 16384      |
      | 8192       | 65536      |
      | 65536      | 8192       |
      | 4294967295 | 4294967295 |

  # Part 6, 7.1.3: "shall report an error and close", not: send an Error message.
  @RC-022
  Scenario: [3] A second Hello is an error
    Given a waiting connection
    When our client completes Hello and Acknowledge
    And our client answers Hello
    Then the server refuses with or without an Error
    And our client gets a session on the next connection

  @RC-036
  Scenario Outline: [4] <message> instead of Hello is an error
    Given a waiting connection
    When our client answers <message>
    Then the server refuses with any Error
    And our client gets a session on the next connection

    Examples:
      | message                 |
      | Acknowledge             |
      | ReverseHello            |
      | OpenSecureChannel       |
      | Message                 |
      | HTTP request            |
      | message of unknown type |

  @RC-004
  Scenario Outline: [5] A Hello that states <size> bytes is refused
    Given a waiting connection
    When our client answers Hello with
      | MessageSize | <size> |
    Then the server refuses with or without an Error
    And our client gets a session on the next connection

    Examples:
      | size       |
      | 0          |
      | 7          |
      | 8          |
      | one less   |
      | 2147483647 |
      | max        |

  @RC-040
  Scenario Outline: [6] A Hello with <url> as EndpointUrl is refused
    Given a waiting connection
    When our client answers Hello with
      | EndpointUrl | <url> |
    Then the server refuses with Error <code>
    And our client gets a session on the next connection

    # More than 8192 bytes go on their way in several writes, and a reset by the server's system may then swallow its Error.
    Examples: too long
      | url             | code                                              |
      | urlbytes(4097)  | BadTcpEndpointUrlInvalid                          |
      | urlbytes(5000)  | BadTcpEndpointUrlInvalid                          |
      | urlbytes(8000)  | BadTcpEndpointUrlInvalid or BadTcpMessageTooLarge |

    # Which resources a server recognises is its own affair: that it recognises these is our reading.
    @reading
    Examples: no resource of the server
      | url                       | code                     |
      | urlbytes(4095)            | BadTcpEndpointUrlInvalid |
      | the URL with another path | BadTcpEndpointUrlInvalid |
      | null                      | BadTcpEndpointUrlInvalid |
      | empty                     | BadTcpEndpointUrlInvalid |

  @RC-040
  Scenario: [7] The host of EndpointUrl may be written in capitals
    Given a waiting connection
    When our client answers Hello with
      | EndpointUrl | the URL with its host in upper case |
    Then the server sends Acknowledge

  @RC-042
  Scenario Outline: [8] Protocol version <version> in Hello is answered with a version that the server speaks
    Given a waiting connection
    When our client answers Hello with
      | ProtocolVersion | <version> |
    Then the server sends Acknowledge with
      | ProtocolVersion | 0 |

    Examples:
      | version |
      | 0       |
      | 1       |
      | max     |

  # Part 6, 7.1.2.3 and 7.1.2.4 (1.05): 8192 bytes, or 1024 for an ECC policy, which the server cannot tell at Hello. So it may also
  # acknowledge what is smaller than 8192, but nothing under 1024.
  @RC-041
  Scenario Outline: [9] A Hello with a ReceiveBufferSize of <receive> and a SendBufferSize of <send> bytes is too small
    Given a waiting connection
    When our client answers Hello with
      | ReceiveBufferSize | <receive> |
      | SendBufferSize    | <send>    |
    Then the server refuses, or acknowledges at least 1024 bytes
    And our client gets a session on the next connection

    Examples:
      | receive | send  |
      | 0       | 0     |
      | 100     | 100   |
      | 65536   | 1023  |
      | 8191    | 65536 |
      | 65536   | 8191  |

  @RC-029
  Scenario: [10] The server survives a client that takes its time
    Given a waiting connection
    Then the server keeps the connection to our client open for half the connect timeout
    And our client gets a session on the next connection

  # A channel belongs to its connection; that a server does not end it for the sake of another client's is our reading.
  @RC-026 @reading
  Scenario: [11] Two channels on two connections work side by side
    Given a connection with an open session at each of the clients A and B
    Then the session of our client A still works
    And the session of our client B still works

  @RC-034
  Scenario: [12] CloseSecureChannel is answered with a close and nothing else
    Given a network with the toxic "slow_close" on what the client sends
      | delay | 10000 |
    And a connection with an open session
    When our client closes the session
    Then the server closes the connection to our client without an Error

  # What it says is judged on the record; to say nothing is RC-036, if anything.
  @RC-039
  Scenario: [13] The Reason of an Error stays within 4096 bytes
    Given a waiting connection
    When our client answers Acknowledge
    Then the server may answer our client

  @RC-020
  Scenario: [14] A client that accepts opens its secure channel over the same connection
    Given a waiting connection
    Then our client gets a secure channel over the same connection

  @RC-036
  Scenario Outline: [15] <message> instead of OpenSecureChannel is an error
    Given a connection after Hello and Acknowledge
    When our client answers <message>
    Then the server refuses with any Error
    And our client gets a session on the next connection

    Examples:
      | message                 |
      | Acknowledge             |
      | ReverseHello            |
      | Message                 |
      | HTTP request            |
      | message of unknown type |

  @RC-036
  Scenario Outline: [16] <message> in an open session is an error
    Given a connection with an open session
    When our client answers <message>
    Then the server refuses with any Error
    And our client gets a session on the next connection

    Examples:
      | message                 |
      | Hello                   |
      | Acknowledge             |
      | ReverseHello            |
      | HTTP request            |
      | message of unknown type |

  @RC-022
  Scenario: [17] A second Hello in the same segment is an error
    Given a waiting connection
    When our client answers Hello and Hello in one segment
    Then the server refuses with or without an Error

  @RC-036
  Scenario Outline: [18] A Hello whose EndpointUrl is <url> is malformed
    Given a waiting connection
    When our client answers Hello with
      | EndpointUrl | <url> |
    Then the server refuses with any Error
    And our client gets a session on the next connection

    Examples:
      | url              |
      | lies(100)        |
      | lies(4097)       |
      | lies(2147483647) |

  @RC-026
  Scenario: [19] A message with the channel id of another connection is not taken
    Given a connection with an open session at each of the clients A and B
    When our client A repeats its last request with the channel id of our client B
    Then the server gives our client A no response
    And the session of our client B still works

  @RC-035 @requires:security @requires:embedded-proxy
  Scenario: [20] A CloseSecureChannel whose check fails ends the connection too
    Given a network with the toxic "opcua_message" on what the client sends
      | message | CLO     |
      | nth     | 2       |
      | scope   | proxy   |
      | action  | corrupt |
      | offset  | 24      |
    And a network with the toxic "slow_close" on what the client sends
      | delay | 10000 |
    And a waiting connection of a server with Basic256Sha256 Sign
    When our client opens a session with Basic256Sha256 Sign
    And our client closes the session
    Then the server closes the connection to our client
    And our client gets a session on the next connection

  @RC-021
  Scenario: [21] A Hello in one-byte pieces is a Hello
    Given a network that cuts everything into pieces of 1 byte
    And a waiting connection
    When our client answers Hello
    Then the server sends Acknowledge

  @RC-004
  Scenario Outline: [22] An OpenSecureChannel that states <size> bytes is refused
    Given a connection after Hello and Acknowledge
    When our client answers OpenSecureChannel with
      | MessageSize | <size> |
    Then the server refuses with or without an Error
    And our client gets a session on the next connection

    Examples:
      | size       |
      | 7          |
      | 65537      |
      | 2147483647 |

  @RC-036
  Scenario Outline: [23] An OpenSecureChannel with <policy> as SecurityPolicyUri is refused
    Given a connection after Hello and Acknowledge
    When our client answers OpenSecureChannel with
      | SecurityPolicyUri | <policy> |
    Then the server refuses with any Error
    And our client gets a session on the next connection

    Examples:
      | policy                                                    |
      | null                                                      |
      | empty                                                     |
      | http://opcfoundation.org/UA/SecurityPolicy#NoSuchPolicy   |
      | http://opcfoundation.org/UA/SecurityPolicy#Basic256Sha256 |
      | bytes(256)                                                |
      | lies(2147483647)                                          |

  # A reader that takes such bytes for a string, or for none, still has no resource of that name.
  @RC-040 @reading
  Scenario Outline: [24] A Hello whose EndpointUrl is <url> names nothing
    Given a waiting connection
    When our client answers Hello with
      | EndpointUrl | <url> |
    Then the server refuses with any Error
    And our client gets a session on the next connection

    Examples:
      | url       |
      | lies(-2)  |
      | hex(c328) |
      | hex(00)   |

  # Who refuses this has read all that it was sent: a reset is then the server's own doing.
  @RC-036
  Scenario: [25] A header of unknown type, and nothing else, is an error
    Given a waiting connection
    When our client answers message of unknown type with
      | Body | 0 |
    Then the server refuses with any Error
    And our client gets a session on the next connection

  # Part 6, 7.1.2.2: the reader ignores the fourth byte; of bytes behind the last field it says nothing.
  @RC-036
  Scenario Outline: [26] A Hello with <what> is acknowledged or refused, and nobody suffers
    Given a waiting connection
    When our client answers Hello with
      | <field> | <value> |
    Then the server refuses, or acknowledges at least 1024 bytes
    And our client gets a session on the next connection

    Examples:
      | what                        | field    | value |
      | a fourth byte C             | Fourth byte    | C     |
      | a fourth byte f             | Fourth byte    | f     |
      | bytes behind its last field | Trailing | 16    |

  # Whether these name a resource of the server is the server's affair: it may be known by other hosts and ports (Part 6, 7.1.3), so another
  # host is no finding at all. Another path is, as a warning: [6].
  @RC-040
  Scenario Outline: [27] A Hello with <url> as EndpointUrl is acknowledged or refused, and nobody suffers
    Given a waiting connection
    When our client answers Hello with
      | EndpointUrl | <url> |
    Then the server refuses, or acknowledges at least 1024 bytes
    And our client gets a session on the next connection

    Examples:
      | url                               |
      | the URL with a slash added        |
      | the URL with an escaped character |
      | the URL without its port          |
      | the URL with another host         |
      | the URL with an IPv6 address      |

  # Part 6, 7.1.4: a CloseSecureChannel gets no response; one of no channel fails its check, and closes all the same.
  @RC-035
  Scenario: [28] A CloseSecureChannel before any channel is open ends the connection
    Given a connection after Hello and Acknowledge
    When our client answers CloseSecureChannel
    Then the server closes the connection to our client
    And our client gets a session on the next connection

  @RC-035
  Scenario: [29] A CloseSecureChannel instead of Hello ends the connection
    Given a waiting connection
    When our client answers CloseSecureChannel
    Then the server closes the connection to our client
    And our client gets a session on the next connection

  # Part 6, 7.1.3: the sizes of Hello and Acknowledge hold for the secure channel on top. Judged on every connection; only here are answers
  # longer than a buffer.
  @RC-021
  Scenario: [30] An answer longer than a buffer of 8192 bytes comes in chunks that fit
    Given a waiting connection
    When our client opens a session with buffers of 8192 bytes
    Then the server answers our client in chunks that fit its buffers

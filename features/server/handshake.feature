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

  @RC-021
  Scenario Outline: [2] Acknowledge obeys a ReceiveBufferSize of <size>
    Given a waiting connection
    When our client answers Hello with
      | ReceiveBufferSize | <size> |
      | SendBufferSize    | <size> |
    Then the server sends Acknowledge with
      | ReceiveBufferSize | at most <size> |
      | SendBufferSize    | at most <size> |

    Examples:
      | size  |
      | 8192  |
      | 16384 |

  @RC-022
  Scenario: [3] A second Hello is an error
    Given a waiting connection
    When our client completes Hello and Acknowledge
    And our client answers Hello
    Then the server refuses with any Error
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
      | CloseSecureChannel      |
      | HTTP request            |
      | message of unknown type |

  @RC-004
  Scenario: [5] A Hello that states 2^31-1 bytes is refused
    Given a waiting connection
    When our client answers Hello with
      | MessageSize | 2147483647 |
    Then the server refuses with any Error
    And our client gets a session on the next connection

  @RC-040
  Scenario Outline: [6] A Hello with <url> as EndpointUrl is refused
    Given a waiting connection
    When our client answers Hello with
      | EndpointUrl | <url> |
    Then the server refuses with Error BadTcpEndpointUrlInvalid
    And our client gets a session on the next connection

    Examples:
      | url            |
      | urlbytes(4097) |
      | urlbytes(5000) |

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

  @RC-041
  Scenario Outline: [9] A Hello with a buffer of <size> bytes is refused
    Given a waiting connection
    When our client answers Hello with
      | ReceiveBufferSize | <size> |
      | SendBufferSize    | <size> |
    Then the server refuses with any Error
    And our client gets a session on the next connection

    Examples:
      | size |
      | 0    |
      | 100  |

  @RC-029
  Scenario: [10] The server survives a client that takes its time
    Given a waiting connection
    Then the server keeps the connection to our client open for 3 times the redial delay
    And our client gets a session on the next connection

  @RC-026
  Scenario: [11] Two channels on two connections work side by side
    Given a waiting connection at each of the clients A and B
    When our client A opens a session
    And our client B opens a session
    Then the session of our client A still works
    And the session of our client B still works

  @RC-034
  Scenario: [12] CloseSecureChannel ends the connection
    Given a waiting connection
    When our client opens a session
    And our client closes the session
    Then exactly 1 connection waits at our client

  @RC-039
  Scenario: [13] The Reason of an Error stays within 4096 bytes
    Given a waiting connection
    When our client answers HTTP request
    Then the server sends Error with
      | Reason | at most 4096 bytes |

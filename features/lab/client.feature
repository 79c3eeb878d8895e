@client @requires:lab
Feature: A client on the other side of a real router
  Its server dials it through a NAT. What breaks is below its sockets: nobody tells it.

  @NS-27 @requires:keep-alive
  Scenario Outline: [1] The NAT forgets the session's connection: the router <forgets>
    Given a client with an open session
    When the router <forgets>
    Then a session is there again within its keep-alive and dial time

    Examples:
      | forgets                                   |
      | forgets every flow                        |
      | forgets every flow and answers nobody     |
      | forgets every flow and resets who uses it |

  @NS-27 @requires:keep-alive
  Scenario Outline: [2] The link is down for <time> during a session, towards the <side>
    Given a client with an open session
    When the router loses its link to the <side>, for <time>
    Then a session is there again within its keep-alive and dial time

    Examples:
      | side   | time |
      | client | 2 s  |
      | server | 2 s  |
      | client | 10 s |
      | server | 10 s |
      | client | 60 s |

  @NS-27 @requires:keep-alive
  Scenario: [3] The server's machine restarts and remembers nothing
    Given a client with an open session
    When our machine restarts
    Then a session is there again within its keep-alive and dial time

  @NS-27 @requires:keep-alive
  Scenario Outline: [4] Only one direction works for 15 s: the router <drops>
    Given a client with an open session
    When the router <drops>, for 15 s
    Then a session is there again within its keep-alive and dial time

    Examples:
      | drops                            |
      | drops everything from the server |
      | drops everything from the client |

  @NS-27 @requires:keep-alive
  Scenario Outline: [5] Packets are lost for 10 s: <percent> % from the <sender>
    Given a client with an open session
    When the router loses <percent> % of the packets from the <sender>, for 10 s
    Then a session is there again within its keep-alive and dial time

    Examples:
      | percent | sender |
      | 20      | server |
      | 20      | client |
      | 40      | server |
      | 40      | client |

  @NS-20
  Scenario Outline: [6] A tunnel passes <bytes> bytes at most and says so
    Given the router passes at most <bytes> bytes at once and says so
    And the client listens
    When a real server starts and dials the client
    Then the client opens a session on the real server

    Examples:
      | bytes |
      | 1280  |
      | 576   |

  @NS-27 @requires:keep-alive
  Scenario Outline: [7] A tunnel passes <bytes> bytes at most and says nothing for 5 s
    Given the client listens
    And the router passes at most <bytes> bytes at once and says nothing
    When a real server starts and dials the client
    And our side waits 5 s
    And the router works again
    Then a session is there again within its keep-alive and dial time

    Examples:
      | bytes |
      | 1280  |
      | 576   |

  @NS-20
  Scenario: [8] A session opens over 64 kbit/s
    Given the router passes 64 kbit per second
    And the client listens
    When a real server starts and dials the client
    Then a session is there again within its dial time

  @NS-20 @requires:keep-alive
  Scenario Outline: [9] No dial reaches the client for 10 s: the router <drops>
    Given the client listens
    And the router <drops>
    When a real server starts and dials the client
    And our side waits 10 s
    And the router works again
    Then a session is there again within its keep-alive and dial time

    Examples:
      | drops                               |
      | drops every SYN from the server     |
      | drops every SYN-ACK from the client |

  # A client whose session is never idle so long has nothing to notice.
  @NS-27 @requires:keep-alive
  Scenario Outline: [10] The router <forgets>
    Given the router <forgets>
    And a client with an open session
    When our side waits 5 s
    Then a session is there again within its keep-alive and dial time

    Examples:
      | forgets                                                    |
      | forgets flows that are idle for 3 s                        |
      | forgets flows that are idle for 3 s and answers nobody     |
      | forgets flows that are idle for 3 s and resets who uses it |
